package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"releve/internal/need"
)

// The call that shuts a file system down as a power cut does: _IOR('X', 125, uint32), with the value that leaves
// even the journal in memory unwritten (linux/fs.h, EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH).
const (
	goingDown  = 0x8004587d
	noLogFlush = 2
)

// disk makes a file system of its own on a loop device and mounts it; where the machine does not allow that, the
// test is skipped aloud.
func disk(t *testing.T) (folder string, remount func()) {
	t.Helper()
	mkfs := need.Program(t, "mkfs.ext4")
	image, folder := filepath.Join(t.TempDir(), "disk"), filepath.Join(t.TempDir(), "mnt")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(image)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(64 << 20); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(mkfs, "-q", "-F", image).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	mount := func() ([]byte, error) {
		return exec.Command("mount", "-o", "loop", image, folder).CombinedOutput()
	}
	if out, err := mount(); err != nil {
		need.MayLack(t, "no right to mount a loop device: "+string(out))
	}
	unmount := func() { _ = exec.Command("umount", "-l", folder).Run() }
	t.Cleanup(unmount)
	return folder, func() {
		unmount()
		if out, err := mount(); err != nil {
			t.Fatalf("mount again: %v: %s", err, out)
		}
	}
}

// cutPower shuts the file system of a folder down without writing anything that is still in memory.
func cutPower(t *testing.T, folder string) {
	t.Helper()
	f, err := os.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	flags := uint32(noLogFlush)
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), goingDown, uintptr(unsafe.Pointer(&flags)))
	if errno != 0 {
		need.MayLack(t, "the file system cannot be shut down: "+errno.Error())
	}
}

// TestPowerCut cuts the power while clients post: no sheet that was acknowledged is lost.
func TestPowerCut(t *testing.T) {
	need.Full(t)
	folder, remount := disk(t)
	dir := filepath.Join(folder, "data")
	link := surveyed(t, dir, "monitoring-1030")
	_ = exec.Command("sync").Run()
	for range need.Size(1, 2, 10) {
		s := started(t, dir, nil)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(1500*time.Millisecond, func() {
			s.dark.Store(true)
			cutPower(t, folder)
			s.kill()
			cancel()
		})
		acked, sent := hammer(ctx, t, s, link, 8)
		cancel()
		remount()
		stored := storedIDs(t, dir)
		lost := 0
		for id := range acked {
			if stored[id] == 0 {
				lost++
			}
		}
		if lost > 0 || len(acked) == 0 {
			t.Errorf("%d of %d acknowledged sheets are lost (%d sent)", lost, len(acked), len(sent))
		}
	}
}
