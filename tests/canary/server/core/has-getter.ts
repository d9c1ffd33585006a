export function basket(apples: number) {
  return {
    apples,
    get weight() { // expect: muster(no-getter)
      return apples * 150
    },
  }
}
