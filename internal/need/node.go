package need

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os/exec"
	"path/filepath"
	"testing"
)

// Node runs a script under node and returns what it writes. The script is given input as JSON, and as its argument the
// address of the file or folder that it tries out, whose path is given from the module's root.
func Node(tb testing.TB, script string, input any, path ...string) []byte {
	tb.Helper()
	text, err := json.Marshal(input)
	if err != nil {
		tb.Fatal(err)
	}
	address := url.URL{Scheme: "file", Path: filepath.Join(append([]string{Root(tb)}, path...)...)}
	var problems bytes.Buffer
	command := exec.CommandContext(tb.Context(), Program(tb, "node", "nodejs"), script, address.String()) //nolint:gosec // a test's own script
	command.Stdin, command.Stderr = bytes.NewReader(text), &problems
	output, err := command.Output()
	if err != nil {
		tb.Fatalf("%s: %v\n%s", script, err, problems.String())
	}
	return output
}
