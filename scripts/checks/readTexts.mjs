// Finds the texts that people read in sources, as a parser sees them.
import { parseSync, Visitor } from 'vite'
import { isCode, isCodeFile } from './codeWords.mjs'

/** @typedef {{ path: string, line: number, text: string }} Place a text and where it stands */
/** @typedef {{ keys: Place[], raw: Place[] }} Found `keys` go through the dictionary, `raw` do not */
/** @typedef {import('vite').ESTree.Node} Node */

/** Attributes that people read or hear, whatever stands in them. */
const readAttributes = new Set(['label', 'title', 'placeholder', 'alt', 'about', 'hint', 'aria-label'])
const spokenAttribute = /^aria-(?:label|description|roledescription|valuetext|placeholder)$/
/** Attributes that hold names for the program. */
const programAttribute =
  /^(?:className|id|key|role|type|href|rel|target|d|viewBox|style|lang|data-.*|autoComplete|inputMode|htmlFor|look|chord|aria-(?:describedby|labelledby|controls|owns|activedescendant|keyshortcuts|current|live|haspopup))$/
/** Calls whose strings are for developers or for the program. */
const programCall =
  /^(?:invariant|Error|TypeError|Failure|Set|Map|RegExp|matchMedia|querySelector(?:All)?|closest|call|watch|getItem|setItem|useMedia|createElement|setAttribute|addEventListener|removeEventListener|includes|startsWith|endsWith|split|join|dispatchEvent|CustomEvent|Event|postMessage|z|css|classes)$/

/**
 * @param {{ path: string, text: string }[]} files
 * @returns {Found}
 */
export function readTexts(files) {
  /** @type {Found} */
  const found = { keys: [], raw: [] }
  for (const file of files) readFile(file, found)
  return found
}

/** @param {{ path: string, text: string }} file @param {Found} found */
function readFile({ path, text: source }, found) {
  const lineOf = (/** @type {number} */ start) => source.slice(0, start).split('\n').length
  const place = (/** @type {string} */ text, /** @type {Node} */ node) => ({ path, line: lineOf(node.start), text })
  /** @type {Set<Node>} strings that are accounted for */
  const seen = new Set()
  /** @type {Set<Node>} what stands in attributes, not between tags */
  const attributes = new Set()
  const key = (/** @type {string} */ text, /** @type {Node} */ node) => found.keys.push(place(text, node))
  const raw = (/** @type {Node} */ node) => {
    const text = source.slice(node.start, node.end).trim().replace(/\s+/g, ' ')
    if (!isCodeFile(path)) found.raw.push(place(text, node))
  }

  /** @param {Node} node what is shown as it is: any word in it is a text */
  const shown = node => {
    for (const literal of valuesOf(node)) {
      if (!seen.has(literal) && /\p{L}{2}/u.test(wordsOf(literal)) && !isCode(wordsOf(literal))) raw(literal)
      seen.add(literal)
    }
  }
  /** @param {Node | undefined} node */
  const skip = node => {
    if (node) for (const literal of stringsIn(node)) seen.add(literal)
  }

  const { program } = parseSync(path, source)
  new Visitor({
    CallExpression(node) {
      const name = nameOf(node.callee)
      const [first, second, third] = node.arguments
      if ((name === 't' || name === 'tx') && node.callee.type === 'Identifier') keysOf(first, node)
      else if (name === 'tn' && node.callee.type === 'Identifier') {
        keysOf(second, node)
        keysOf(third, node)
      } else if (name === 'plural') {
        const one = second && textOf(second)
        const many = third ? textOf(third) : `${one}s`
        if (typeof one === 'string' && typeof many === 'string') {
          key(`{n} ${one}`, node)
          key(`{n} ${many}`, node)
        } else raw(node)
        skip(second)
        skip(third)
      } else if (programCall.test(name)) node.arguments.forEach(skip)
    },
    NewExpression(node) {
      if (programCall.test(nameOf(node.callee)) || nameOf(node.callee).endsWith('Format')) node.arguments.forEach(skip)
    },
    JSXElement({ openingElement: { name }, children }) {
      if (name.type !== 'JSXIdentifier' || !/^(?:code|kbd|samp)$/.test(name.name)) return
      for (const child of children) {
        if (child.type === 'JSXText') seen.add(child)
        else skip(child)
      }
    },
    JSXText(node) {
      const text = node.value.trim()
      if (!seen.has(node) && /\p{L}{2}/u.test(text) && !isCode(text)) raw(node)
    },
    JSXExpressionContainer(node) {
      if (!attributes.has(node)) shown(node.expression)
    },
    JSXAttribute(node) {
      const name = node.name.type === 'JSXIdentifier' ? node.name.name : ''
      if (node.value) attributes.add(node.value)
      if (!node.value || programAttribute.test(name)) skip(node.value ?? undefined)
      else if (readAttributes.has(name) || spokenAttribute.test(name)) {
        shown(node.value.type === 'JSXExpressionContainer' ? node.value.expression : node.value)
      } else if (node.value.type === 'JSXExpressionContainer') {
        // Not a child: whether it is read shows by what it says.
        for (const literal of valuesOf(node.value.expression)) prose(literal)
      }
    },
    BinaryExpression(node) {
      if (node.operator !== '+') [node.left, node.right].forEach(skip)
    },
    SwitchCase: node => skip(node.test ?? undefined),
    MemberExpression: node => skip(node.property),
    Property: node => skip(node.key),
    ImportDeclaration: node => skip(node),
    ImportExpression: node => skip(node),
    ExportNamedDeclaration: node => skip(node.source ?? undefined),
    ExportAllDeclaration: node => skip(node.source),
    TSLiteralType: node => skip(node),
    TSTemplateLiteralType: node => skip(node),
    ExpressionStatement: node => ('directive' in node && node.directive ? skip(node) : undefined),
    Literal: node => prose(node),
    TemplateLiteral: node => prose(node),
  }).visit(program)

  /** @param {Node | undefined} argument @param {Node} call */
  function keysOf(argument, call) {
    const literals = argument ? valuesOf(argument) : []
    const texts = literals.map(textOf)
    if (literals.length === 0 || texts.includes(undefined)) raw(call)
    for (const [index, literal] of literals.entries()) {
      seen.add(literal)
      key(texts[index] ?? '', literal)
    }
  }

  /** @param {Node} literal a string of which only its look tells whether people read it */
  function prose(literal) {
    const words = wordsOf(literal)
    if (seen.has(literal) || !looksRead(words) || isCode(words)) return
    seen.add(literal)
    raw(literal)
  }
}

/** A sentence, or a word written as names are. @param {string} words */
const looksRead = words =>
  /^\p{Lu}\p{Ll}+(?:$|[ …,.:’'])|^\p{Lu} \p{Ll}|[“”]/u.test(words) ||
  /^(?:\p{L}\p{Ll}+|\p{Lu}{2,})(?: \p{Ll}{2,})+$|\p{L}{2,} \p{Ll}{2,} \p{Ll}{2,}/u.test(words)

/** @param {Node} node */
const nameOf = node =>
  node.type === 'Identifier'
    ? node.name
    : node.type === 'MemberExpression' && node.property.type === 'Identifier'
      ? node.property.name
      : ''

/** A string that is known as it stands. @param {Node} node */
function textOf(node) {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? undefined
  return undefined
}

/** The words of a string, values in it left out. @param {Node} node */
const wordsOf = node =>
  textOf(node) ?? (node.type === 'TemplateLiteral' ? node.quasis.map(({ value }) => value.cooked).join('…') : '')

/** The strings an expression may be. @param {Node} node @returns {Node[]} */
function valuesOf(node) {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node] : []
    case 'TemplateLiteral':
      return [node]
    case 'ConditionalExpression':
      return [...valuesOf(node.consequent), ...valuesOf(node.alternate)]
    case 'LogicalExpression':
      return [...valuesOf(node.left), ...valuesOf(node.right)]
    case 'BinaryExpression':
      return node.operator === '+' ? [...valuesOf(node.left), ...valuesOf(node.right)] : []
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return valuesOf(node.expression)
    default:
      return []
  }
}

/** All strings below a node. @param {Node} node @returns {Node[]} */
function stringsIn(node) {
  if (node.type === 'Literal' || node.type === 'TemplateLiteral') return [node]
  return Object.values(node).flatMap(value =>
    (Array.isArray(value) ? value : [value]).flatMap(each =>
      each && typeof each === 'object' && typeof each.type === 'string' ? stringsIn(each) : [],
    ),
  )
}
