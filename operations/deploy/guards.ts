import { DefaultAzureCredential } from "@azure/identity";
import { accountGuard, pinnedAccount } from "../guards/accountGuard";
import type { GuardCheck } from "../guards/guardResult";
import { imageGuard } from "../guards/imageGuard";
import { azureRegistry } from "../guards/imageRegistry";
import { migrationsGuard } from "../guards/migrationsGuard";
import { sourceGuard } from "../guards/sourceGuard";
import type { Place } from "../place";
import type { Release } from "../releases/release";
import { resourceName } from "../../settings";
import type { Target } from "./target";

/** What is asked before a commit is deployed: who is signed in, what it is, and whether its images are there. */
export function deployGuards(
  place: Place,
  target: Target,
  releases: readonly Release[],
): GuardCheck[] {
  return [
    ...commonGuards(place, target),
    place.kind === "local" ? workingTreeGuard() : sourceGuard(),
    migrationsGuard(target.settings, releases),
  ];
}

/** What is asked of every deployment, an earlier release's too. */
export function commonGuards(place: Place, target: Target): GuardCheck[] {
  const local = place.kind === "local";
  const { stack, program, settings } = target;
  const pinned = pinnedAccount(stack, program.folder);
  return [
    accountGuard({ stack, hostnames: settings.hostnames, pinned, local }),
    local ? localImages : imageGuard(settings.images, registryOf(target, pinned.tenantId)),
  ];
}

/**
 * Asks only whether nothing is uncommitted: on the local cloud nobody else needs the commit, and a rollback deploys an
 * earlier one, but goes by the rules and waivers of the clone.
 */
export function workingTreeGuard(): GuardCheck {
  const { guard, run } = sourceGuard();
  return {
    guard,
    run: async () => (await run()).filter(({ subject }) => subject === "working tree"),
  };
}

const localImages: GuardCheck = {
  guard: "images",
  run: async () => [
    {
      guard: "images",
      subject: "local registry",
      outcome: "pass",
      seen: "the local cloud holds no images; nothing is compared",
    },
  ],
};

function registryOf({ stack, settings }: Target, tenantId = "") {
  const name = resourceName("Microsoft.ContainerRegistry/registries", {
    stack,
    what: "acr",
    region: settings.location,
  });
  const credential = new DefaultAzureCredential();
  return azureRegistry({
    name: `${name}.azurecr.io`,
    tenantId,
    accessToken: async () => {
      const { token } = await credential.getToken("https://management.azure.com/.default");
      return token;
    },
  });
}
