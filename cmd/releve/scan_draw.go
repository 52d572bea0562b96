package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"time"

	"releve/internal/scan"
)

// drawer is the program that draws pages of PDF files which are no plain pictures, where the machine has it.
const drawer = "pdftoppm"

// How large a page is drawn, and how large what comes back may be.
const (
	drawnSide = 2339     // pixels of the long side: A4 at 200 dpi
	mostDrawn = 64 << 20 // bytes
	drawnWait = 2 * time.Second
)

// errDrawnLarge means that a drawing was larger than any page.
var errDrawnLarge = errors.New("drawing too large")

// render returns what draws pages, nil where there is no program for it. The file goes to it through a pipe: nothing is
// left on the disk.
func render() scan.Render {
	path, err := exec.LookPath(drawer)
	if err != nil {
		return nil
	}
	return func(ctx context.Context, in scan.Input, page int) ([]byte, error) {
		n := strconv.Itoa(page)
		cmd := exec.CommandContext(ctx, path, "-q", "-f", n, "-l", n, "-gray", "-scale-to", strconv.Itoa(drawnSide), "-") //nolint:gosec // found on the operator's path
		cmd.Stdin = io.NewSectionReader(in.Data, 0, in.Size)
		cmd.WaitDelay = drawnWait
		out := bounded{most: mostDrawn}
		cmd.Stdout = &out
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("run %s: %w", drawer, err)
		}
		return out.Bytes(), nil
	}
}

// bounded keeps what is written to it up to a size, then fails.
type bounded struct {
	bytes.Buffer

	most int
}

// Write writes.
func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.most {
		return 0, errDrawnLarge
	}
	return b.Buffer.Write(p)
}
