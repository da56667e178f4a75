import * as pulumi from "@pulumi/pulumi";
import { declarePath2 } from "./components/path2";
import { loadSettings } from "./settings/load";

const path2 = declarePath2(loadSettings(), pulumi.getStack());

export const {
  phase,
  urls,
  hostnames,
  hostnamePhases,
  fqdns,
  frontendDefaultHostname,
  verificationId,
  records,
  handover,
  imageTags,
  images,
  resourceNames,
  resourceIds,
} = path2.outputs;
