// Command releve measures the administrative work that social services do in the place of institutions: it serves
// questionnaires, keeps the sheets filled in and turns them into figures.
package main

import (
	"context"
	"os"
)

func main() { os.Exit(run(context.Background(), os.Args[1:], machine())) }
