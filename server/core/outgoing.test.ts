import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { makeOutgoing, OutgoingError } from './outgoing.ts'
import { isPublicAddress, isWithin, refuseUrl } from './outgoing.rules.ts'

const closed = `0.0.0.0 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8
  192.168.1.1 198.19.0.1 224.0.0.1 240.0.0.1 255.255.255.255 168.63.129.16 100.100.100.200
  :: ::1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 2001::1
  2001:db8::1 2002:7f00:1::1 3fff::1 100::1 localhost 2130706433 0x7f.1 127.1 1.2.3 1.2.3.4.5 01.2.3.4 1:2:3 ::1::`.split(/\s+/)
const open =
  `1.1.1.1 8.8.8.8 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 169.253.1.1 172.15.255.255 172.32.0.1 192.167.0.1
  198.17.255.255 198.20.0.1 223.255.255.255 2606:4700:4700::1111 2a00:1450:4001::1 2001:4860:4860::8888 2003::1`.split(/\s+/)

test('only addresses of the public Internet are public', () => {
  assert.deepEqual(closed.filter(isPublicAddress), [])
  assert.deepEqual(
    open.filter((address) => !isPublicAddress(address)),
    [],
  )
  assert(isWithin('10.1.2.3', '10.1.0.0/16') && isWithin('10.1.2.3', '10.1.2.3') && isWithin('fd00::5', 'fd00::/8'))
  assert(!isWithin('10.2.2.3', '10.1.0.0/16') && !isWithin('10.1.2.3', 'intranet') && !isWithin('fd00::5', '10.0.0.0/8'))
})

test('a web address is https without a name and a password in it, at a port of its own', () => {
  assert.equal(refuseUrl('https://hooks.slack.com/services/T/B/x'), undefined)
  assert.equal(refuseUrl('https://chat.example.com:8443/hooks/x'), undefined)
  assert.equal(refuseUrl('http://chat.example.com/x'), 'ADDRESS_NOT_HTTPS')
  for (const wrong of ['ftp://a.test/', 'file:///etc/passwd', 'https://me@a.test/', 'https://a.test:25/', 'gopher://a.test/', 'a.test', ''])
    assert.equal(refuseUrl(wrong), 'ADDRESS_INVALID', wrong)
})

async function listening(t: TestContext, answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

const fault = (wanted: string) => (error: unknown) => error instanceof OutgoingError && error.fault === wanted
const at = (...addresses: string[]) => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

test('what leads into our own network is refused, however it is written', async (t) => {
  let asked = 0
  const port = await listening(t, (_, response) => response.end(String((asked += 1))))
  const outgoing = makeOutgoing('')
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '127.1', '[::ffff:127.0.0.1]', '0.0.0.0'])
    for (const scheme of ['http', 'https'])
      await assert.rejects(outgoing.post(`${scheme}://${host}:${port}/`, '{}'), fault('ADDRESS_REFUSED'), `${scheme} ${host}`)
  await assert.rejects(outgoing.post('http://169.254.169.254/latest/meta-data/', '{}'), fault('ADDRESS_REFUSED'))
  // One public address does not make up for a private one beside it.
  await assert.rejects(makeOutgoing('', async () => at('1.1.1.1', '10.0.0.1')).post('https://a.test/', '{}'), fault('ADDRESS_REFUSED'))
  assert.equal(asked, 0)
})

test('a name is looked up once, and the connection goes to what was looked at', async (t) => {
  const port = await listening(t, (request, response) => response.end(request.headers.host))
  const answers = [at('127.0.0.1'), at('169.254.169.254')]
  let looks = 0
  const outgoing = makeOutgoing('rebinds.test', async () => answers[looks++]!)
  assert.deepEqual(await outgoing.post(`http://rebinds.test:${port}/`, '{}'), { status: 200, text: `rebinds.test:${port}` })
  assert.equal(looks, 1)
})

test('redirects are not followed, long answers are cut off, and unencrypted is for our own network alone', async (t) => {
  const port = await listening(t, (request, response) => {
    if (request.url === '/away') response.writeHead(307, { location: 'http://169.254.169.254/' }).end()
    else if (request.url === '/long') response.end('x'.repeat(1_000_000))
    else response.writeHead(410).end('gone')
  })
  const outgoing = makeOutgoing('10.0.0.0/8, 127.0.0.0/8')
  await assert.rejects(outgoing.post(`http://127.0.0.1:${port}/away`, '{}'), fault('REDIRECTED'))
  assert.equal((await outgoing.post(`http://127.0.0.1:${port}/long`, '{}')).text.length, 65_536)
  assert.deepEqual(await outgoing.post(`http://127.0.0.1:${port}/gone`, '{}'), { status: 410, text: 'gone' })
  await assert.rejects(outgoing.post(`https://127.0.0.1:${port}/`, '{}'), (error) => error instanceof OutgoingError)
  await assert.rejects(makeOutgoing('', async () => at('1.1.1.1')).post('http://a.test/', '{}'), fault('ADDRESS_NOT_HTTPS'))
  await assert.rejects(makeOutgoing('', async () => []).post('https://a.test/', '{}'), fault('NAME_UNKNOWN'))
  await assert.rejects(makeOutgoing('').post('https://no-such-name.invalid/', '{}'), fault('NAME_UNKNOWN'))
})
