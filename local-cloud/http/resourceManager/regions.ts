/** Regions by their short name. @see https://learn.microsoft.com/azure/reliability/regions-list */
export const regions: Readonly<Record<string, string>> = {
  centralindia: "Central India",
  southindia: "South India",
  westindia: "West India",
  eastasia: "East Asia",
  southeastasia: "Southeast Asia",
  eastus: "East US",
  eastus2: "East US 2",
  centralus: "Central US",
  westus2: "West US 2",
  westeurope: "West Europe",
  northeurope: "North Europe",
  uksouth: "UK South",
};
