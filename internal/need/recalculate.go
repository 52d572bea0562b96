package need

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// always is a LibreOffice profile that calculates every formula of a workbook when it opens it. Without it
// LibreOffice trusts the values that stand beside the formulas, and a wrong one would go unseen.
//
//words:ok LibreOffice's own settings
const always = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`

// Recalculate returns the path of a workbook that LibreOffice made of the given one after it calculated every formula
// again.
func Recalculate(tb testing.TB, path string) string {
	tb.Helper()
	return Convert(tb, "xlsx", path)[0]
}

// Convert returns the paths of what LibreOffice makes of workbooks, xlsx or pdf, after it calculated every formula
// again. Their names differ. One call for many is much faster than many calls.
func Convert(tb testing.TB, format string, paths ...string) []string {
	tb.Helper()
	office := Program(tb, "soffice", "libreoffice")
	profile, out := tb.TempDir(), tb.TempDir()
	if err := os.MkdirAll(filepath.Join(profile, "user"), 0o700); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(always), 0o600); err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(tb.Context(), 4*time.Minute)
	defer cancel()
	args := append([]string{"-env:UserInstallation=file://" + profile, "--headless", "--convert-to", format, "--outdir", out}, paths...)
	said, err := exec.CommandContext(ctx, office, args...).CombinedOutput() //nolint:gosec // a program and files of the test
	if err != nil {
		tb.Fatalf("convert to %s: %v\n%s", format, err, said)
	}
	made := make([]string, len(paths))
	for i, path := range paths {
		base := filepath.Base(path)
		made[i] = filepath.Join(out, base[:len(base)-len(filepath.Ext(base))]+"."+format)
		if _, err = os.Stat(made[i]); err != nil {
			tb.Fatalf("convert to %s: %v\n%s", format, err, said)
		}
	}
	return made
}
