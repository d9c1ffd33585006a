async function work() {
  return 1
}

export function start() {
  work() // expect: typescript(no-floating-promises)
  setTimeout(async () => work(), 1) // expect: typescript(no-misused-promises)
}
