// Package forms holds the questionnaires that ship with the program, with their bands and code lists, as data files.
package forms

import "embed"

// FS holds the questionnaires at its root, bands in bands/ and code lists in lists/.
//
//go:embed *.yaml lists bands
var FS embed.FS
