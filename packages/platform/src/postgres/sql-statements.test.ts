import { expect, test } from 'vitest'
import { readMigrations } from './migrate.ts'
import { sqlStatements } from './sql-statements.ts'

test('statements end at semicolons, and each keeps the comment above it', () => {
  expect(sqlStatements('-- why; how\ncreate table a (b text);\n\nselect 1;\n-- the end\n')).toEqual([
    '-- why; how\ncreate table a (b text)',
    'select 1',
  ])
})

test.each([
  `select 'one; two', 'it''s; three'`,
  `select "odd;name"`,
  `select 1 /* here; and\nthere; */ + 1`,
  `create function f() returns trigger language plpgsql as $$ begin return new; end $$`,
  `select 1 -- that's; not all\n + 1`,
  `select $tag$ a; $$ b; $$ $tag$`,
])('no semicolon inside ends a statement: %s', (statement) => {
  expect(sqlStatements(`${statement};\nselect 2`)).toEqual([statement, 'select 2'])
})

test('every migration of ours splits into statements that begin like one', async () => {
  for (const { name, text } of await readMigrations()) {
    for (const statement of sqlStatements(text)) {
      expect(statement.replaceAll(/^--.*\n/gm, ''), name).toMatch(/^\s*(create|alter|comment|drop|insert|update) /)
    }
  }
})
