import { z } from 'zod'

// Zod decides when a schema is made whether to compile it with `Function`, which the page's policy forbids.
// So this module comes before any that makes one.
z.config({ jitless: true })
