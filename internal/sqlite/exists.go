package sqlite

import (
	"os"
	"path/filepath"
)

// Exists says whether a folder holds a database. Looking must not make one, as Open does.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, fileName))
	return err == nil
}
