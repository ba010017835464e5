// Genesys's own members path, answered with a counted total.
import type { RequestHandler } from 'express';
import type { MemberQuery, Served, Snapshot } from '../../domain/model.js';
import { withoutView } from '../../domain/cache-key.rules.js';
import type { Caller } from '../../domain/caller.rules.js';
import { MEMBERS_NAMES, readMembersRequest } from '../../domain/member-query.rules.js';
import type { MembersResource, Page } from '../../domain/members-path.rules.js';
import { asServiceError } from '../../domain/errors.js';
import { withUnknownValues } from '../../domain/unknown-values.rules.js';
import { pageFrame, pageItems } from '../../domain/page.rules.js';
import { factsOf } from '../../cache/snapshot-facts.js';
import { renderingOf, toRendering, type Rendering } from '../../cache/renderings.js';
import { sendAnswer, type Answer } from '../response.js';
import { organizationOf, requireQueues } from '../auth/caller-scope.js';
import { contextOf, originOf, type RequestContext } from '../request-context.js';
import type { HotPath } from '../hot-path/hot-path.js';
import type { HttpDependencies } from '../dependencies.js';
import { parametersOf } from '../request-parameters.js';

/** The platform holds its own criterion against the answer. */
const RULE = 'the platform decides';
/** The template of the platforms asks for a total of more than 0. */
const TEMPLATE_NEEDS = 1;

/** `GET /api/v2/routing/queues/{queueId}/members`, and `…/users`: the older name of the same, with links of its own. */
export function membersRoute(
  dependencies: HttpDependencies,
  hotPath: HotPath,
  resource: MembersResource,
): RequestHandler<{ queueId: string }> {
  return async (request, response) => {
    const context = contextOf(response);
    const caller = context.caller as Caller;
    const { query, page } = readMembersRequest(
      request.params.queueId,
      parametersOf(request, context, MEMBERS_NAMES),
    );
    const queues = [query.queueId];
    context.queues = queues;
    requireQueues(caller, queues);
    const { name, snapshots, names } = organizationOf(dependencies, caller);
    // Who is shown no members asks for their count alone: any view will do, and a look.
    const wanted = caller.fields === 'counts' ? withoutView(query) : query;
    const record = dependencies.journal.query(name, wanted, caller.name);
    context.uses = [...(context.uses ?? []), record.need(caller.name, TEMPLATE_NEEDS)];
    const records = [record];
    Object.assign(context, { records, rule: RULE, basis: [{ query: wanted }] });
    const render = (snapshot: Snapshot) =>
      renderPage(snapshot, query, page, { resource, fields: caller.fields });
    const answer = (served: Served, to: RequestContext): Answer => {
      to.served = served;
      to.total = served.snapshot.members.length;
      to.basis = [{ query: wanted, served }];
      return { status: 200, rendering: render(served.snapshot), served };
    };
    const options = { origin: originOf(context), caller: caller.name };
    const asked = await snapshots.get(wanted, options).catch((fault: unknown) => {
      throw withUnknownValues(asServiceError(fault), query.filters);
    });
    sendAnswer(request, response, context.requestId, answer(asked, context));
    // For people who look at the page: what a queue is called is looked up when it is first counted.
    names.expect(query.queueId);
    if (context.appended) return;
    const ready = snapshots.ready(wanted, caller.name);
    const answerNow = (to: RequestContext) => {
      const held = ready();
      return held && { answer: answer(held.served, to), held: [held] };
    };
    const { route, uses } = context;
    hotPath.remember(request, { route, caller, queues, rule: RULE, records, uses, answerNow });
  };
}

/** One page as Genesys would write it, plus total and pageCount; entities are Genesys's own text. */
function renderPage(
  snapshot: Snapshot,
  query: MemberQuery,
  page: Page,
  { resource, fields }: { readonly resource: MembersResource; readonly fields: Caller['fields'] },
): Rendering {
  const name = `${resource} ${fields} ${page.pageSize} ${page.pageNumber}`;
  return renderingOf(snapshot, name, () => {
    const shown = fields === 'counts' ? [] : pageItems(snapshot.members, page);
    const entities = shown.map((member) => member.json).join(',');
    const frame = JSON.stringify(pageFrame(query, page, snapshot.members.length, resource));
    const text = `{"entities":[${entities}],${frame.slice(1)}`;
    return toRendering('application/json; charset=utf-8', text, `${factsOf(snapshot).id} ${frame}`);
  });
}
