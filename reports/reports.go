// Package reports holds the definitions of the reports that ship with the program, as data files.
package reports

import "embed"

// FS holds one definition per file.
//
//go:embed *.json
var FS embed.FS
