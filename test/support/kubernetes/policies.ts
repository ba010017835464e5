// Finds containers that may do more than they need.
import type { Container, PodSpec } from 'kubernetes-types/core/v1.js';
import type { Pod } from './objects.js';

/** What a container may that it should not, given what its pod says for all. */
export function containerFaults({ spec }: Pod, container: Container): string[] {
  const { image = '', resources, securityContext: own = {} } = container;
  const pod = spec.securityContext ?? {};
  const [, tag] = /:([^/:]+)$/.exec(image) ?? [];
  const user = own.runAsUser ?? pod.runAsUser;
  const rules: Array<[holds: boolean, fault: string]> = [
    [tag !== undefined && tag !== 'latest', 'its image has no tag that stays'],
    [(own.runAsNonRoot ?? pod.runAsNonRoot) === true, 'it may run as root'],
    [user !== undefined && user > 0, 'its user is not a number above 0'],
    [own.allowPrivilegeEscalation === false, 'it may gain privileges'],
    [own.privileged !== true, 'it is privileged'],
    [own.readOnlyRootFilesystem === true, 'it may write to its image'],
    [own.capabilities?.drop?.includes('ALL') === true && !own.capabilities.add, 'it keeps capabilities'],
    [(own.seccompProfile ?? pod.seccompProfile)?.type === 'RuntimeDefault', 'it may make any system call'],
    [resources?.requests?.['cpu'] !== undefined, 'it asks for no CPU'],
    [resources?.requests?.['memory'] !== undefined, 'it asks for no memory'],
    [resources?.limits?.['cpu'] !== undefined, 'its CPU has no limit'],
    [resources?.limits?.['memory'] !== undefined, 'its memory has no limit'],
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
