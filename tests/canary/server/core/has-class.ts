export class Basket { // expect: muster(no-class)
  apples = 0
}

export class FruitError extends Error {}
