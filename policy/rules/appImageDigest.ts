import { containerTypes, eachContainer } from "../containers";
import { found } from "../findings";
import { textAt } from "../known";
import { rule } from "../rule";

export const appImageDigest = rule({
  name: "app-image-digest",
  description: "Every container names its image by digest, and no tag latest.",
  protects: "Rollback and review: a tag can be moved, and then nobody knows what runs.",
  group: "apps",
  severity: "high",
  remediationSteps:
    "Write the image as <registry>/<repository>:<tag>@sha256:<64 hexadecimal digits>.",
  url: "https://learn.microsoft.com/azure/container-registry/container-registry-image-tag-version",
  whenUnknown: "fails",
  waivable: true,
  types: containerTypes,
  alone: (subject, findings) => {
    eachContainer(subject, findings, ({ container, name }) => {
      const image = textAt(container, "image") ?? "";
      if (/@sha256:[0-9a-f]{64}$/.test(image) && !/:latest@/i.test(image)) return;
      findings.breach(
        `The image of ${name} ${found(image || undefined)}; it must end in @sha256:<digest> and have no tag latest.`,
      );
    });
  },
});
