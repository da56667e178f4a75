/** IPv4 address ranges in CIDR notation, as virtual networks use them. */

import { ArmError } from "../../armError";

export interface AddressRange {
  /** As it was written: `10.0.0.0/24`. */
  readonly text: string;
  /** First address as a number. */
  readonly first: number;
  /** Last address as a number. */
  readonly last: number;
  /** Bits of the network part. */
  readonly bits: number;
}

/** An address as a number, or undefined when the text is not an IPv4 address. */
export function addressNumber(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/**
 * Reads `10.0.0.0/24`.
 *
 * @throws ArmError as the network service refuses a prefix that is malformed or has host bits set.
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
 */
export function readRange(text: string, resourceId: string): AddressRange {
  const [address = "", length = "", ...rest] = text.split("/");
  const start = addressNumber(address);
  const bits = /^\d{1,2}$/.test(length) ? Number(length) : undefined;
  if (start === undefined || bits === undefined || bits > 32 || rest.length > 0) {
    throw new ArmError(
      400,
      "InvalidAddressPrefixFormat",
      `Address prefix ${text} of resource ${resourceId} is not formatted correctly. It should follow CIDR ` +
        "notation, for example 10.0.0.0/24.",
    );
  }
  const size = 2 ** (32 - bits);
  const first = Math.floor(start / size) * size;
  if (first !== start) {
    throw new ArmError(
      400,
      "InvalidCIDRNotation",
      `The address prefix ${text} in resource ${resourceId} has an invalid CIDR notation. For the given prefix ` +
        `length, the address prefix should be ${addressText(first)}/${bits}.`,
    );
  }
  return { text, first, last: first + size - 1, bits };
}

export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.first <= b.last && b.first <= a.last;
}
