// A user and a user's place in one queue: what is the person's is shared by all of the person's queues.
import type { AgentPatch } from './options.js';
import type { MemberState } from './types.js';
import { consistent, presenceFor, statusFor } from './vocabulary.js';

/** A person; presence, routing status and skills are hers, not the queue's. */
export class User {
  readonly id: string;
  name: string;
  presence = 'Available';
  routingStatus = 'OFF_QUEUE';
  /** Wall-clock milliseconds of the last change of the routing status. */
  statusSince: number;
  skills: readonly string[] = [];
  languages: readonly string[] = [];
  profileSkills: readonly string[] = [];

  constructor(id: string, name: string, now: number) {
    this.id = id;
    this.name = name;
    this.statusSince = now;
  }

  /** Sets what is given. Presence or routing status alone pulls the other along where they can't go together. */
  change(patch: AgentPatch, now: number): void {
    this.name = patch.name ?? this.name;
    this.skills = patch.skills ?? this.skills;
    this.languages = patch.languages ?? this.languages;
    this.profileSkills = patch.profileSkills ?? this.profileSkills;
    const before = this.routingStatus;
    this.presence = patch.presence ?? this.presence;
    this.routingStatus = patch.routingStatus ?? this.routingStatus;
    if (!consistent(this.presence, this.routingStatus)) this.#reconcile(patch);
    if (this.routingStatus !== before) this.statusSince = now;
  }

  #reconcile(patch: AgentPatch): void {
    if (patch.routingStatus === undefined) this.routingStatus = statusFor(this.presence);
    else if (patch.presence === undefined) this.presence = presenceFor(this.routingStatus);
  }
}

/** A user's membership in one queue. */
export class Member implements MemberState {
  readonly id: string;
  readonly user: User;
  joined = true;
  memberBy: 'user' | 'group' = 'user';
  ringNumber = 1;
  extra: Readonly<Record<string, unknown>> = {};
  extraJson = '';

  constructor(id: string, user: User) {
    this.id = id;
    this.user = user;
  }

  get userId(): string {
    return this.user.id;
  }
  get name(): string {
    return this.user.name;
  }
  get presence(): string {
    return this.user.presence;
  }
  get routingStatus(): string {
    return this.user.routingStatus;
  }
  get skills(): readonly string[] {
    return this.user.skills;
  }
  get languages(): readonly string[] {
    return this.user.languages;
  }
  get profileSkills(): readonly string[] {
    return this.user.profileSkills;
  }

  /** Sets what is given, on the user too; `now` is wall-clock milliseconds. */
  change(patch: AgentPatch, now: number): void {
    this.user.change(patch, now);
    this.joined = patch.joined ?? this.joined;
    this.memberBy = patch.memberBy ?? this.memberBy;
    this.ringNumber = patch.ringNumber ?? this.ringNumber;
    this.extra = patch.extra ?? this.extra;
    this.extraJson = patch.extraJson ?? this.extraJson;
  }
}
