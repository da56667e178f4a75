import { DefaultAzureCredential } from "@azure/identity";
import { accountGuard, pinnedAccount } from "../guards/accountGuard";
import type { GuardCheck } from "../guards/guardResult";
import { imageGuard } from "../guards/imageGuard";
import { azureRegistry } from "../guards/imageRegistry";
import { sourceGuard } from "../guards/sourceGuard";
import type { Place } from "../place";
import { resourceName } from "../../settings";
import type { Target } from "./target";

/** What is asked before anything is planned: who is signed in, what is deployed, and whether its images are there. */
export function deployGuards(place: Place, target: Target): GuardCheck[] {
  const local = place.kind === "local";
  const { stack, program, settings } = target;
  const pinned = pinnedAccount(stack, program.folder);
  return [
    accountGuard({ stack, hostnames: settings.hostnames, pinned, local }),
    local ? committed(sourceGuard()) : sourceGuard(),
    local ? localImages : imageGuard(settings.images, registryOf(target, pinned.tenantId)),
  ];
}

/** On the local cloud nobody else needs the commit; but a rollback needs one. */
function committed({ guard, run }: GuardCheck): GuardCheck {
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
