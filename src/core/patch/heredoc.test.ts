import { describe, expect, test } from 'vitest'
import { patchInCommand } from './heredoc.ts'

const BODY = '*** Begin Patch\n*** Add File: a\n+$HOME `x`\n*** End Patch'

describe('is a patch', () => {
  test.each([
    [`apply_patch <<'EOF'\n${BODY}\nEOF`, undefined],
    [`  \n apply_patch <<'EOF'\n${BODY}\nEOF\n\n  `, undefined],
    [`applypatch <<EOF\n${BODY}\nEOF`, undefined],
    [`apply_patch << "END-1"  \n${BODY}\nEND-1`, undefined],
    [`apply_patch <<\\EOF\n${BODY}\nEOF`, undefined],
    [`cd src && apply_patch <<'EOF'\n${BODY}\nEOF`, 'src'],
    [`cd ../x/@y &&\napply_patch <<'EOF'\n${BODY}\nEOF`, '../x/@y'],
    [`cd '/a $b' && apply_patch <<'EOF'\n${BODY}\nEOF`, '/a $b'],
    [`cd "it's here"&& apply_patch <<'EOF'\n${BODY}\nEOF`, "it's here"],
  ])('%j', (command, workdir) => {
    expect(patchInCommand(command)).toEqual(workdir === undefined ? { patch: BODY } : { patch: BODY, workdir })
  })

  test('with tabs that the shell would drop', () => {
    expect(patchInCommand(`apply_patch <<-EOF\n\t\t${BODY}\n\tEOF`)).toEqual({ patch: BODY })
  })

  test('with CRLF, which the patch parser takes', () => {
    const command = `apply_patch <<'EOF'\n${BODY}\nEOF\n`.replaceAll('\n', '\r\n')
    expect(patchInCommand(command)?.patch.replaceAll('\r', '')).toBe(BODY)
  })
})

describe('is left to the shell', () => {
  test.each([
    `apply_patch '${BODY}'`,
    BODY,
    `apply_patch <<'EOF'\n${BODY}`,
    `apply_patch <<'EOF'\n${BODY}\nEOF\necho done`,
    `apply_patch <<'EOF' && echo ok\n${BODY}\nEOF`,
    `apply_patch <<'EOF' > out\n${BODY}\nEOF`,
    `apply_patch <<'EOF';\n${BODY}\nEOF`,
    `apply_patch <<'EOF' &\n${BODY}\nEOF`,
    `apply_patch -f <<'EOF'\n${BODY}\nEOF`,
    `echo hi; apply_patch <<'EOF'\n${BODY}\nEOF`,
    `cat <<'EOF' | apply_patch\n${BODY}\nEOF`,
    `(apply_patch <<'EOF'\n${BODY}\nEOF\n)`,
    `! apply_patch <<'EOF'\n${BODY}\nEOF`,
    `# note\napply_patch <<'EOF'\n${BODY}\nEOF`,
    `/usr/bin/apply_patch <<'EOF'\n${BODY}\nEOF`,
    `cd a; apply_patch <<'EOF'\n${BODY}\nEOF`,
    `cd a || apply_patch <<'EOF'\n${BODY}\nEOF`,
    `cd a b && apply_patch <<'EOF'\n${BODY}\nEOF`,
    `cd a && cd b && apply_patch <<'EOF'\n${BODY}\nEOF`,
    `cd ~ && apply_patch <<'EOF'\n${BODY}\nEOF`,
    `cd - && apply_patch <<'EOF'\n${BODY}\nEOF`,
    `cd $D && apply_patch <<'EOF'\n${BODY}\nEOF`,
    `cd "$D" && apply_patch <<'EOF'\n${BODY}\nEOF`,
    `cd a* && apply_patch <<'EOF'\n${BODY}\nEOF`,
    `cd a\\ b && apply_patch <<'EOF'\n${BODY}\nEOF`,
    `cd a"b" && apply_patch <<'EOF'\n${BODY}\nEOF`,
    `cd "" && apply_patch <<'EOF'\n${BODY}\nEOF`,
  ])('%j', command => {
    expect(patchInCommand(command)).toBeNull()
  })
})
