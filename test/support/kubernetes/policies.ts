// Finds containers that may do more than they need.
import type { Container, PodSpec, SecurityContext } from 'kubernetes-types/core/v1.js';
import type { Pod } from './objects.js';

/** What a container may that it should not, given what its pod says for all. */
export function containerFaults({ spec }: Pod, container: Container): string[] {
  const { image = '', resources = {} } = container;
  const { requests = {}, limits = {} } = resources;
  // What the container doesn't say, its pod says.
  const may: SecurityContext = { ...spec.securityContext, ...container.securityContext };
  const tag = /:([^/:]+)$/.exec(image)?.[1] ?? 'latest';
  const { drop = [], add = [] } = may.capabilities ?? {};
  const rules: Array<[holds: boolean, fault: string]> = [
    [tag !== 'latest', 'its image has no tag that stays'],
    [may.runAsNonRoot === true, 'it may run as root'],
    [Number(may.runAsUser) > 0, 'its user is not a number above 0'],
    [may.allowPrivilegeEscalation === false, 'it may gain privileges'],
    [!may.privileged, 'it is privileged'],
    [may.readOnlyRootFilesystem === true, 'it may write to its image'],
    [drop.includes('ALL') && add.length === 0, 'it keeps capabilities'],
    [may.seccompProfile?.type === 'RuntimeDefault', 'it may make any system call'],
    ['cpu' in requests, 'it asks for no CPU'],
    ['memory' in requests, 'it asks for no memory'],
    ['cpu' in limits, 'its CPU has no limit'],
    ['memory' in limits, 'its memory has no limit'],
  ];
  return rules.filter(([holds]) => !holds).map(([, fault]) => `${container.name}: ${fault}`);
}

/** What a pod may that it should not. */
export function podPolicyFaults(spec: PodSpec): string[] {
  const rules: Array<[holds: boolean, fault: string]> = [
    [spec.automountServiceAccountToken === false, 'it gets a token for the Kubernetes API'],
    [spec.enableServiceLinks === false, 'names of Services become variables'],
    [!spec.hostNetwork && !spec.hostPID && !spec.hostIPC, 'it shares something with its node'],
    [!spec.volumes?.some(({ hostPath }) => hostPath), 'it mounts a path of its node'],
  ];
  return rules.filter(([holds]) => !holds).map(([, fault]) => fault);
}
