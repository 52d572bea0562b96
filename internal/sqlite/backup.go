package sqlite

import (
	"archive/zip"
	"compress/flate"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"releve/internal/problem"
)

// A backup is one zip file of two entries. Its comment is a seal, the SHA-256 of all bytes before it, so that a single
// byte that changed is noticed, also where a zip has none of its own sums.
const (
	manifestName = "manifest.json"
	sealWord     = "releve-backup-sha256:"
	sealLength   = len(sealWord) + 2*sha256.Size
)

// Manifest says what a backup holds.
type Manifest struct {
	Made      time.Time // UTC, to the second
	Program   string    // version of the program that made it, "" when it does not know
	Schema    int       // number of the last migration
	Campaigns []BackedUp
	Size      int64  // of the database, bytes
	SHA256    string // of the database, hexadecimal
}

// manifestFile is a manifest as it stands in the file.
type manifestFile struct {
	Made      time.Time      `json:"made"`
	Program   string         `json:"program,omitempty"`
	Schema    int            `json:"schema"`
	Campaigns []campaignFile `json:"campaigns"`
	Size      int64          `json:"size"`
	SHA256    string         `json:"sha256"`
}

type campaignFile struct {
	Slug   string `json:"slug"`
	Title  string `json:"title"`
	Sheets int64  `json:"sheets"`
}

func (m Manifest) encode() ([]byte, error) {
	f := manifestFile{Made: m.Made, Program: m.Program, Schema: m.Schema, Size: m.Size, SHA256: m.SHA256, Campaigns: []campaignFile{}}
	for _, c := range m.Campaigns {
		f.Campaigns = append(f.Campaigns, campaignFile(c))
	}
	return json.MarshalIndent(f, "", "  ")
}

func decodeManifest(data []byte) (Manifest, error) {
	var f manifestFile
	if err := json.Unmarshal(data, &f); err != nil {
		return Manifest{}, fmt.Errorf("read manifest: %w", err)
	}
	m := Manifest{Made: f.Made, Program: f.Program, Schema: f.Schema, Size: f.Size, SHA256: f.SHA256}
	for _, c := range f.Campaigns {
		m.Campaigns = append(m.Campaigns, BackedUp(c))
	}
	return m, nil
}

// Backup writes a copy of the whole database as it is at one instant, beside whoever reads and writes, into one file.
// The copy is checked before the file gets its name; a database that is damaged is refused (backup.source), and a
// file that stood there stays. The copy holds no sessions.
func (db *DB) Backup(ctx context.Context, path string) (Manifest, error) {
	written, m, err := db.BackupTo(ctx, filepath.Dir(path))
	if err != nil {
		return Manifest{}, err
	}
	err = os.Rename(written, path)
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return Manifest{}, failed("Backup", errors.Join(err, os.Remove(written)))
	}
	return m, nil
}

// BackupTo does what Backup does, into a new file of a folder, and returns its path. Who asked removes it.
func (db *DB) BackupTo(ctx context.Context, dir string) (path string, m Manifest, err error) {
	if dir, err = filepath.Abs(dir); err != nil { // a database's address is a whole one
		return "", m, failed("Backup", err)
	}
	copied, err := temporary(dir)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return "", m, &problem.Error{Kind: problem.NotFound, Key: "backup.folder", Args: problem.Args{"path": dir}, Err: err}
	}
	if err != nil {
		return "", m, failed("Backup", err)
	}
	defer func() { err = errors.Join(err, os.Remove(copied)) }()
	if m, err = db.copyInto(ctx, copied); err != nil {
		return "", m, failed("Backup", err)
	}
	if path, err = temporary(dir); err != nil {
		return "", m, failed("Backup", err)
	}
	if err = writeBackup(path, copied, &m); err != nil {
		return "", m, failed("Backup", errors.Join(err, os.Remove(path)))
	}
	return path, m, nil
}

// temporary makes an empty file that nobody else may read, and returns its path.
func temporary(dir string) (string, error) {
	f, err := os.CreateTemp(dir, "releve-backup-*.tmp")
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// copyInto copies the database into an empty file and checks the copy. The manifest still lacks its size and sum.
func (db *DB) copyInto(ctx context.Context, path string) (Manifest, error) {
	m := Manifest{Made: db.now().UTC().Truncate(time.Second), Program: db.program}
	source, err := sql.Open(driverName, address(db.writer.path, everywhere(), "mode=ro"))
	if err != nil {
		return m, err
	}
	_, err = source.ExecContext(ctx, `VACUUM INTO ?`, path)
	if err = errors.Join(err, source.Close()); err != nil {
		return m, err
	}
	if m.Schema, err = signOut(ctx, path); err != nil {
		return m, err
	}
	found, err := verifyFile(ctx, path)
	if err != nil {
		return m, err
	}
	if n := len(found.Findings) + found.More; n > 0 {
		return m, &problem.Error{Kind: problem.Internal, Key: "backup.source", Args: problem.Args{"n": n}, Err: found.Findings}
	}
	m.Campaigns = found.Campaigns
	return m, nil
}

// signOut removes the sessions from a copy: a backup that is restored must not sign anybody in. It returns the number
// of the copy's last migration.
func signOut(ctx context.Context, path string) (schema int, err error) {
	db, err := openSingle(path, append(everywhere(), "secure_delete(ON)", "journal_mode(DELETE)"))
	if err != nil {
		return 0, err
	}
	err = db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&schema)
	if err == nil {
		_, err = db.ExecContext(ctx, `DELETE FROM session`)
	}
	return schema, errors.Join(err, db.Close())
}

// writeBackup writes the file of a backup, durably, and completes the manifest.
func writeBackup(path, database string, m *Manifest) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_TRUNC, 0o600) //nolint:gosec // a file that was just made
	if err != nil {
		return err
	}
	err = packBackup(f, database, m)
	if err == nil {
		err = sealBackup(f)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func packBackup(f *os.File, database string, m *Manifest) error {
	z := zip.NewWriter(f)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	in, err := os.Open(database) //nolint:gosec // the copy that was just made
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // only read
	entry, err := z.CreateHeader(&zip.FileHeader{Name: fileName, Method: zip.Deflate, Modified: m.Made})
	if err != nil {
		return err
	}
	hash := sha256.New()
	if m.Size, err = io.Copy(io.MultiWriter(entry, hash), in); err != nil {
		return err
	}
	m.SHA256 = hex.EncodeToString(hash.Sum(nil))
	data, err := m.encode()
	if err != nil {
		return err
	}
	if entry, err = z.CreateHeader(&zip.FileHeader{Name: manifestName, Method: zip.Deflate, Modified: m.Made}); err != nil {
		return err
	}
	if _, err = entry.Write(data); err != nil {
		return err
	}
	if err = z.SetComment(sealWord + strings.Repeat("0", 2*sha256.Size)); err != nil {
		return err
	}
	return z.Close()
}

// sealBackup writes the seal over the place that was kept for it.
func sealBackup(f *os.File) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	seal, err := sealOf(f, size)
	if err != nil {
		return err
	}
	_, err = f.WriteAt([]byte(seal), size-int64(len(seal)))
	return err
}

// sealOf computes the seal of a backup of some size.
func sealOf(f io.ReaderAt, size int64) (string, error) {
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(f, 0, size-int64(sealLength))); err != nil {
		return "", err
	}
	return sealWord + hex.EncodeToString(hash.Sum(nil)), nil
}
