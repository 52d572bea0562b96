package web

import (
	"crypto/sha256"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"releve/internal/problem"
	"releve/internal/scan"
)

// uploadFiles keeps the files that were posted. Each is kept or refused for itself, with its sentence.
func (s *Server) uploadFiles(v *visit) error {
	untimed(v)
	b, err := s.batchOf(v.Request().Context(), v)
	if err != nil {
		return err
	}
	parts, err := v.Request().MultipartReader()
	if err != nil {
		return problem.Wrap(problem.Unreadable, "problem.request", err)
	}
	kept, wrong := 0, problem.List{}
	for {
		var part *multipart.Part
		part, err = parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return unreadable(err)
		}
		if part.FileName() == "" {
			continue
		}
		if err = s.keepFile(v, b, part); err == nil {
			kept++
			continue
		}
		if problem.KindOf(err) == problem.Internal {
			return err
		}
		wrong = append(wrong, problem.New(problem.Invalid, "desk.batch.file.refused", problem.Args{
			"name": part.FileName(), "why": problem.All(err)[0],
		}).At("file"))
	}
	s.stacks.forget(b.ID)
	if kept == 0 && len(wrong) == 0 {
		wrong = append(wrong, problem.New(problem.Invalid, "desk.batch.file.none", nil).At("file"))
	}
	if len(wrong) == 0 {
		return s.redirect(v, after(batchPath(v), "uploaded", kept))
	}
	p, err := s.batchPage(v)
	if err != nil {
		return err
	}
	return s.refuse(v, wrong, "batch", p)
}

// keepFile keeps one file.
func (s *Server) keepFile(v *visit, b scan.Batch, part *multipart.Part) error {
	data, err := io.ReadAll(io.LimitReader(part, scan.MostBytes+1))
	if err != nil {
		return unreadable(err)
	}
	if len(data) > scan.MostBytes {
		_, _ = io.Copy(io.Discard, part) // the next file comes behind it
		return problem.New(problem.TooLarge, "desk.batch.file.large", problem.Args{"most": scan.MostBytes >> 20})
	}
	if len(data) == 0 {
		return problem.New(problem.Invalid, "desk.batch.file.empty", nil)
	}
	f := scan.File{Name: part.FileName(), Sum: sha256.Sum256(data)}
	_, err = s.Scans.AddFile(v.Request().Context(), v.campaign.Slug, b.ID, f, data)
	return err //nolint:wrapcheck // problems
}

// batchPath returns the path of the batch of an address.
func batchPath(v *visit) string {
	return deskRoot + "/" + v.campaign.Slug + "/batches/" + v.Param(paramBatch)
}

// untimed lets a request of a coordinator take the time that its files need.
func untimed(v *visit) {
	connection := http.NewResponseController(v.Response())
	_ = connection.SetReadDeadline(time.Time{}) // a connection without deadlines needs none taken away
	_ = connection.SetWriteDeadline(time.Time{})
}
