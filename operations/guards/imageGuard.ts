import type { Settings } from "../../settings";
import type { GuardCheck, GuardResult } from "./guardResult";
import type { ImageRegistry } from "./imageRegistry";

const guard = "images";

/** Asks whether the registry has every image that a stack's settings name, by its digest. */
export function imageGuard(images: Settings["images"], registry: ImageRegistry): GuardCheck {
  return {
    guard,
    run: () =>
      Promise.all(
        Object.entries(images).map(async ([workload, { repository, tag, digest }]) => {
          const subject = `image of ${workload}`;
          const image = `${repository}:${tag}@${digest.slice(0, 19)}…`;
          return { guard, subject, ...(await ask(registry, { repository, digest, image })) };
        }),
      ),
  };
}

async function ask(
  registry: ImageRegistry,
  { repository, digest, image }: { repository: string; digest: string; image: string },
): Promise<Pick<GuardResult, "outcome" | "seen" | "mend">> {
  try {
    if (await registry.has(repository, digest)) {
      return { outcome: "pass", seen: `${registry.name} has ${image}` };
    }
    return {
      outcome: "fail",
      seen: `${registry.name} has no ${image}`,
      mend: "Push the image, or write the digest of one that is there into ftl:images.",
    };
  } catch (error) {
    return {
      outcome: "cannotTell",
      seen: (error as Error).message,
      mend: `Sign in as somebody who has the role AcrPull at ${registry.name}, where it can be reached.`,
    };
  }
}
