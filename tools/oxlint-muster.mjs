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

export default { meta: { name: 'muster' }, rules: { 'no-class': noClass } }
