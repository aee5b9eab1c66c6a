// Strings of the SSH protocol: four bytes of length, and as many bytes.

/** Reads them one by one. Throws `RangeError` where there are fewer bytes than they say. */
export class WireReader {
  private at = 0;
  constructor(private readonly bytes: Buffer) {}

  number(): number {
    this.at += 4;
    return this.bytes.readUInt32BE(this.at - 4);
  }

  bytesOf(length: number): Buffer {
    const part = this.bytes.subarray(this.at, this.at + length);
    if (part.length < length) throw new RangeError('it ends too early');
    this.at += length;
    return part;
  }

  string(): Buffer {
    return this.bytesOf(this.number());
  }
}

export function wireString(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The text of an Ed25519 key of OpenSSH, from its 32 bytes. */
export const publicLine = (key: Uint8Array): string =>
  `ssh-ed25519 ${Buffer.concat([wireString(Buffer.from('ssh-ed25519')), wireString(key)]).toString('base64')}`;
