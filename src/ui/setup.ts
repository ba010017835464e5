// The set-up of a webhook.

/** Builds the set-up into `root`. */
export function mountSetup(root: HTMLElement, context: { organizations(): readonly string[] }): void {
  root.textContent = context.organizations().join();
}
