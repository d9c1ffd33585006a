// Rules of our own for oxlint (see .oxlintrc.json); architecture.md § Not allowed without a decision record.

const noClass = {
  meta: { type: 'suggestion', schema: [] },
  create(context) {
    const check = (node) => {
      if (node.superClass?.type === 'Identifier' && node.superClass.name.endsWith('Error')) return
      context.report({ node, message: 'Classes are for errors and for adapters to outside systems; write a function.' })
    }
    return { ClassDeclaration: check, ClassExpression: check }
  },
}

/** V8 makes a new shape for each object with a getter of its own; of a request's objects that cost a fifth of the server's time (docs/performance.md). */
const noGetter = {
  meta: { type: 'suggestion', schema: [] },
  create(context) {
    return {
      Property(node) {
        if (node.kind !== 'get') return
        context.report({
          node,
          message: 'An object literal has no getter, which makes every object a shape of its own: a plain property or a function.',
        })
      },
    }
  },
}

export default { meta: { name: 'muster' }, rules: { 'no-class': noClass, 'no-getter': noGetter } }
