import { AzureNative } from "../../../../local-cloud/providers/azureNative/azureNative";
import { TestCloud } from "../../arm/cloud";
import { TestFront } from "../front";

/** Types of the tests. */
export const tokens = {
  group: "azure-native:resources:ResourceGroup",
  identity: "azure-native:managedidentity:UserAssignedIdentity",
  registry: "azure-native:containerregistry:Registry",
  network: "azure-native:network:VirtualNetwork",
  server: "azure-native:dbforpostgresql:Server",
  database: "azure-native:dbforpostgresql:Database",
  role: "azure-native:authorization:RoleAssignment",
  unmodelled: "azure-native:search:Service",
} as const;

/** Inputs of a resource that needs little. */
export const identity = { resourceGroupName: "rg", resourceName: "main", location: "centralindia" };
/** Inputs of a resource with a password, and with parts that are fixed at creation. */
export const server = {
  resourceGroupName: "rg",
  serverName: "ftl-tst-pg",
  location: "centralindia",
  version: "16",
  sku: { name: "Standard_D2ds_v5", tier: "GeneralPurpose" },
  storage: { storageSizeGB: 32 },
  administratorLogin: "ftl",
  administratorLoginPassword: "Very-s3cret-word",
};

/** The provider in front of a cloud with the resource group `rg`. Close the cloud after the test. */
export async function openAzure(): Promise<{ cloud: TestCloud; azure: TestFront }> {
  const cloud = await TestCloud.open();
  return { cloud, azure: new TestFront(new AzureNative(cloud.resourceManager)) };
}
