export const port = process.env.PORT // expect: node(no-process-env)
