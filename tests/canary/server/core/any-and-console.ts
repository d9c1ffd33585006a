export function show(value: any) { // expect: typescript(no-explicit-any)
  console.log(value) // expect: eslint(no-console)
}
