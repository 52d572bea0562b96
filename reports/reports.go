// Package reports holds the definitions of the reports that ship with the program, as data files.
package reports

import "embed"

// FS holds one definition per file, <name>.yaml; this Go file beside them is no definition.
//
//go:embed *
var FS embed.FS
