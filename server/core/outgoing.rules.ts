/** Networks that are not of the public Internet. Source: IANA special-purpose address registries. */
const closedV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local, with the metadata service of most clouds.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  // Public by number, yet the metadata services of Azure and Alibaba.
  ['168.63.129.16', 32],
  ['100.100.100.200', 32],
]
/** Of IPv6 only global unicast is public, and of that not protocol assignments (Teredo), documentation and 6to4. */
const openV6: readonly [string, number] = ['2000::', 3]
const closedV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

/** Whether an address, as a resolver gives it, is one of the public Internet; what cannot be read is not. */
export function isPublicAddress(address: string): boolean {
  const four = bitsOfV4(address)
  if (four !== undefined) return !closedV4.some(([net, length]) => sameBits(four, bitsOfV4(net)!, 32, length))
  const six = bitsOfV6(address)
  if (six === undefined) return false
  const within = ([net, length]: readonly [string, number]) => sameBits(six, bitsOfV6(net)!, 128, length)
  return within(openV6) && !closedV6.some(within)
}

/** Whether an address lies in a network such as `10.1.0.0/16`, or is the address itself. */
export function isWithin(address: string, network: string): boolean {
  const [net = '', length] = network.split('/')
  for (const [bitsOf, size] of [
    [bitsOfV4, 32],
    [bitsOfV6, 128],
  ] as const) {
    const [one, other] = [bitsOf(address), bitsOf(net)]
    if (one !== undefined && other !== undefined) return sameBits(one, other, size, length === undefined ? size : Number(length))
  }
  return false
}

/** Why a web address may not be called; undefined when nothing speaks against it but perhaps where it leads. */
export function refuseUrl(text: string): 'ADDRESS_INVALID' | 'ADDRESS_NOT_HTTPS' | undefined {
  const url = URL.parse(text)
  if (!url || url.username || url.password || !url.hostname) return 'ADDRESS_INVALID'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'ADDRESS_INVALID'
  // Below 1024 other services listen that no web address is meant for.
  if (url.port !== '' && Number(url.port) < 1024) return 'ADDRESS_INVALID'
  return url.protocol === 'http:' ? 'ADDRESS_NOT_HTTPS' : undefined
}

function sameBits(one: bigint, other: bigint, size: number, length: number) {
  const rest = BigInt(size - length)
  return one >> rest === other >> rest
}

function bitsOfV4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined
  return parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n)
}

/** Source: RFC 4291 § 2.2; neither zones nor the mixed form with dots are public, so neither is read. */
function bitsOfV6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':'))) as [string[], string[]?]
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (tail ? missing < 1 : missing !== 0) return undefined
  const groups = tail ? [...head, ...Array.from({ length: missing }, () => '0'), ...tail] : head
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n)
}
