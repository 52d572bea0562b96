// Package static holds the files that are served exactly as they are. Everything in it is public.
package static

import "embed"

// FS holds the files by their bare names.
//
//go:embed *.svg *.png *.js
var FS embed.FS
