import * as app from "@pulumi/azure-native/app";
import * as resources from "@pulumi/azure-native/resources";
import * as storage from "@pulumi/azure-native/storage";
import { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
import * as pulumi from "@pulumi/pulumi";

/** What the second writing of the program does better. */
export interface ForeignOptions {
  readonly mended: boolean;
}

/**
 * Somebody else's program, written the plain way: no components, names that Pulumi makes up, one container app with
 * a domain of its own.
 */
export function declareForeignProgram({ mended }: ForeignOptions): void {
  const group = new resources.ResourceGroup("shop", { location: "westeurope" });
  new storage.StorageAccount("shopfiles", {
    resourceGroupName: group.name,
    location: "westeurope",
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
  });
  const environment = new app.ManagedEnvironment("shop-env", {
    resourceGroupName: group.name,
    location: "westeurope",
    appLogsConfiguration: { destination: "azure-monitor" },
    zoneRedundant: mended,
  });
  const identity =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop";
  new app.ContainerApp("backend", {
    resourceGroupName: group.name,
    location: "westeurope",
    containerAppName: "shop-backend",
    environmentId: environment.id,
    identity: mended
      ? { type: "UserAssigned", userAssignedIdentities: [identity] }
      : { type: "SystemAssigned" },
    configuration: {
      activeRevisionsMode: "Single",
      ingress: {
        external: true,
        targetPort: 3000,
        allowInsecure: !mended,
        customDomains: [
          {
            name: "shop.example.com",
            bindingType: "SniEnabled",
            certificateId: pulumi.interpolate`${environment.id}/managedCertificates/shop`,
          },
        ],
      },
      registries: mended
        ? [{ server: "shop.azurecr.io", identity }]
        : [{ server: "shop.azurecr.io", username: "shop", passwordSecretRef: "registry" }],
      secrets: mended
        ? [
            {
              name: "database",
              keyVaultUrl: "https://shop.vault.azure.net/secrets/database",
              identity,
            },
          ]
        : [{ name: "registry", value: "a-password" }],
    },
    template: {
      containers: [
        {
          name: "backend",
          image: mended
            ? `shop.azurecr.io/backend:2@sha256:${"0".repeat(64)}`
            : "shop.azurecr.io/backend:latest",
          env: mended
            ? [{ name: "DATABASE_URL", secretRef: "database" }]
            : [{ name: "DATABASE_URL", value: "postgres://shop:a-password@db/shop" }],
          probes: mended
            ? (["Startup", "Readiness", "Liveness"] as const).map((type) => ({
                type,
                httpGet: { path: "/", port: 3000 },
              }))
            : [],
        },
      ],
      scale: { minReplicas: mended ? 2 : 0 },
    },
    tags: mended ? { "ftl-workload": "backend" } : {},
  });
  new DnsRecord("shop", {
    zoneId: "zone",
    name: "shop.example.com",
    type: "CNAME",
    content: pulumi.interpolate`shop-backend.${environment.defaultDomain}`,
    proxied: !mended,
    ttl: mended ? 300 : 60,
  });
  if (mended) {
    new DnsRecord("shop-proof", {
      zoneId: "zone",
      name: "asuid.shop.example.com",
      type: "TXT",
      content: environment.customDomainConfiguration.apply(
        (one) => `"${one?.customDomainVerificationId}"`,
      ),
      proxied: false,
      ttl: 300,
    });
  }
}
