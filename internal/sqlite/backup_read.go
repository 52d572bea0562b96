package sqlite

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"releve/internal/problem"
)

// Limits of what is unpacked: a backup is a file that somebody brings.
const (
	mostManifest = 1 << 20  // bytes
	mostRatio    = 200      // a database shrinks to a third or a tenth
	leastRoom    = 64 << 20 // bytes that may be unpacked from however small a file
)

// ReadBackup checks a backup as it is checked before it is restored, and says what it holds. The errors are problems:
// backup.missing, backup.foreign for what is no backup, backup.truncated, backup.damaged, backup.newer, backup.large,
// and backup.inside for a database that is damaged although the file is as it was written.
func ReadBackup(ctx context.Context, path string) (Manifest, error) {
	dir, err := os.MkdirTemp("", "releve-backup-")
	if err != nil {
		return Manifest{}, failed("ReadBackup", err)
	}
	m, err := unpackBackup(ctx, path, filepath.Join(dir, fileName))
	return m, failed("ReadBackup", errors.Join(err, os.RemoveAll(dir)))
}

// unpackBackup checks a backup and writes its database to a new file, durably.
func unpackBackup(ctx context.Context, path, to string) (Manifest, error) {
	b := backupFile{name: filepath.Base(path)}
	f, err := os.Open(path) //nolint:gosec // the file that was asked for
	if errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, b.refuse(problem.NotFound, "backup.missing", err)
	}
	if err != nil {
		return Manifest{}, err
	}
	defer func() { _ = f.Close() }() // only read
	if err = b.open(f); err != nil {
		return Manifest{}, err
	}
	m, err := b.manifest()
	if err != nil {
		return m, err
	}
	if err = b.database(m, to); err != nil {
		return m, err
	}
	return m, b.check(ctx, m, to)
}

// backupFile is a backup that is read.
type backupFile struct {
	name string // as it is told
	size int64
	zip  *zip.Reader
}

// refuse makes the problem of a backup.
func (b *backupFile) refuse(kind problem.Kind, key string, cause error) *problem.Error {
	return &problem.Error{Kind: kind, Key: key, Args: problem.Args{"path": b.name}, Err: cause}
}

// open checks the seal and opens the zip.
func (b *backupFile) open(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	b.size = info.Size()
	start := make([]byte, 4)
	if _, err = f.ReadAt(start, 0); err != nil || !bytes.Equal(start, []byte("PK\x03\x04")) {
		return b.refuse(problem.Invalid, "backup.foreign", err)
	}
	end := make([]byte, min(b.size, int64(sealLength)))
	if _, err = f.ReadAt(end, b.size-int64(len(end))); err != nil {
		return err
	}
	want, err := sealOf(f, max(b.size, int64(sealLength)))
	if err != nil {
		return err
	}
	if string(end) == want {
		b.zip, err = zip.NewReader(f, b.size)
		if err != nil {
			return b.refuse(problem.Invalid, "backup.damaged", err)
		}
		return nil
	}
	z, err := zip.NewReader(f, b.size)
	switch {
	case bytes.HasPrefix(end, []byte(sealWord)):
		return b.refuse(problem.Invalid, "backup.damaged", err)
	case err != nil:
		return b.refuse(problem.Invalid, "backup.truncated", err)
	case slices.ContainsFunc(z.File, func(e *zip.File) bool { return e.Name == manifestName }):
		return b.refuse(problem.Invalid, "backup.damaged", nil)
	default:
		return b.refuse(problem.Invalid, "backup.foreign", nil)
	}
}

// entry returns one of the two entries.
func (b *backupFile) entry(name string) (*zip.File, error) {
	for _, e := range b.zip.File {
		if e.Name == name && len(b.zip.File) == 2 {
			return e, nil
		}
	}
	return nil, b.refuse(problem.Invalid, "backup.foreign", nil)
}

// manifest reads the manifest, and refuses a backup of a newer program.
func (b *backupFile) manifest() (Manifest, error) {
	e, err := b.entry(manifestName)
	if err != nil {
		return Manifest{}, err
	}
	in, err := e.Open()
	if err != nil {
		return Manifest{}, b.refuse(problem.Invalid, "backup.damaged", err)
	}
	data, err := io.ReadAll(io.LimitReader(in, mostManifest))
	if err = errors.Join(err, in.Close()); err != nil {
		return Manifest{}, b.refuse(problem.Invalid, "backup.damaged", err)
	}
	m, err := decodeManifest(data)
	if err != nil {
		return m, b.refuse(problem.Invalid, "backup.damaged", err)
	}
	known, err := migrations()
	if err == nil && m.Schema > len(known) {
		p := b.refuse(problem.Conflict, "backup.newer", nil)
		p.Args["have"], p.Args["known"] = m.Schema, len(known)
		return m, p
	}
	return m, err
}

// database unpacks the database into a new file.
func (b *backupFile) database(m Manifest, to string) error {
	e, err := b.entry(fileName)
	if err != nil {
		return err
	}
	if m.Size < 0 || e.UncompressedSize64 != uint64(m.Size) {
		return b.refuse(problem.Invalid, "backup.damaged", nil)
	}
	if m.Size > max(leastRoom, mostRatio*b.size) {
		return b.refuse(problem.TooLarge, "backup.large", nil)
	}
	in, err := e.Open()
	if err != nil {
		return b.refuse(problem.Invalid, "backup.damaged", err)
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // in a folder of our own
	if err != nil {
		return errors.Join(err, in.Close())
	}
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, hash), io.LimitReader(in, m.Size+1))
	if errors.Is(err, zip.ErrChecksum) || errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) ||
		err == nil && (n != m.Size || hex.EncodeToString(hash.Sum(nil)) != m.SHA256) {
		err = b.refuse(problem.Invalid, "backup.damaged", err)
	}
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, in.Close(), out.Close())
}

// check verifies the database that was unpacked, and compares it with the manifest.
func (b *backupFile) check(ctx context.Context, m Manifest, path string) error {
	found, err := verifyFile(ctx, path)
	if err != nil {
		return err
	}
	n := len(found.Findings) + found.More
	if n == 0 && len(found.Campaigns) > 0 && !slices.Equal(found.Campaigns, m.Campaigns) {
		n = 1
	}
	if n == 0 {
		return nil
	}
	p := b.refuse(problem.Invalid, "backup.inside", found.Findings.OrNil())
	p.Args["n"] = n
	return p
}
