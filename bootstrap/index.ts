import * as pulumi from "@pulumi/pulumi";
import { declareBootstrap } from "./bootstrap";
import { loadSettings } from "./settings";

/** What the variables of GitHub's Environments and the first `pulumi stack init` are filled with: README.md. */
export const { backendUrl, secretsProvider, clientIds, tenantId, subscriptionId } =
  declareBootstrap(loadSettings(), pulumi.getStack()).outputs;
