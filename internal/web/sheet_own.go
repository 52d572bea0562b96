package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// headerSecret carries the secret of the device that sent a sheet. It came with the sheet as its hash.
const headerSecret = "X-Releve-Secret" //nolint:gosec // G101: the name of a header

// ownAnswer says what became of a sheet that its device corrects or withdraws: like a batch of one, and where it was
// refused also like every error.
type ownAnswer struct {
	sheetAnswer
	*failure
}

// correctOwn keeps other answers of a sheet for the device that sent it.
func (s *Server) correctOwn(c echo.Context) error {
	data, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, maxForm))
	if err != nil {
		return unreadable(err)
	}
	return s.live.settled(c.Request().Context(), c.Param(paramLink), func(at *place) error {
		claim, err := s.claim(c, at)
		if err != nil {
			return err
		}
		sh, err := s.readOwn(at, claim.ID, data)
		if err != nil {
			return s.refuseOwn(c, at, sheetAnswer{ID: claim.ID.String(), Status: statusInvalid}, problem.All(err))
		}
		verdict, err := s.Sheets.CorrectOwn(c.Request().Context(), at.campaign.Slug, claim, sh)
		return s.answerOwn(c, at, claim.ID, verdict, err)
	})
}

// withdrawOwn erases a sheet for the device that sent it.
func (s *Server) withdrawOwn(c echo.Context) error {
	return s.live.settled(c.Request().Context(), c.Param(paramLink), func(at *place) error {
		claim, err := s.claim(c, at)
		if err != nil {
			return err
		}
		verdict, err := s.Sheets.WithdrawOwn(c.Request().Context(), at.campaign.Slug, claim)
		if err == nil && verdict == campaign.Withdrawn {
			return c.JSON(http.StatusOK, sheetAnswer{ID: claim.ID.String(), Status: verdictName(verdict)})
		}
		return s.answerOwn(c, at, claim.ID, verdict, err)
	})
}

// claim reads what a device shows. Without a secret, or with none that was ever kept, the store finds that out: every
// refusal goes the same way.
func (s *Server) claim(c echo.Context, at *place) (campaign.Claim, error) {
	id, wrong := sheet.ParseID(c.Param(paramSheet))
	if wrong != nil {
		return campaign.Claim{}, problem.New(problem.NotFound, "sheet.unclaimed", nil)
	}
	claim := campaign.Claim{ID: id, Config: at.campaign.Config, At: s.Now()}
	if secret := c.Request().Header.Get(headerSecret); secret != "" {
		claim.Proof = campaign.NewProof(id, at.participant.Code, sha256.Sum256([]byte(secret)))
	}
	return claim, nil
}

// readOwn reads the one sheet of a correction, whose id is that of the address. A correction without a date leaves it.
func (s *Server) readOwn(at *place, id sheet.ID, data json.RawMessage) (*sheet.Sheet, error) {
	var body ownBody
	if err := strict(data, &body); err != nil {
		return nil, problem.List{problem.Wrap(problem.Invalid, "api.sheet", err)}
	}
	if body.ID == "" {
		body.ID = id.String()
	}
	p, err := s.readBody(at, body.sheetBody)
	if err == nil && p.sheet.ID != id {
		err = problem.List{problem.New(problem.Invalid, "api.sheet.other", nil).At("id")}
	}
	if err == nil && body.Date == "" {
		p.sheet.Date = ""
	}
	return p.sheet, err
}

// answerOwn tells what the store made of a correction or withdrawal.
func (s *Server) answerOwn(c echo.Context, at *place, id sheet.ID, verdict campaign.Verdict, err error) error {
	answer := sheetAnswer{ID: id.String(), Status: statusInvalid}
	if err != nil {
		if wrong := problem.All(err); problem.KindOf(err) == problem.Invalid {
			return s.refuseOwn(c, at, answer, wrong)
		}
		return err
	}
	answer.Status = verdictName(verdict)
	if wrong := refusal(verdict); wrong != nil {
		return s.refuseOwn(c, at, answer, problem.List{wrong})
	}
	return c.JSON(http.StatusOK, answer)
}

func (s *Server) refuseOwn(c echo.Context, at *place, answer sheetAnswer, wrong problem.List) error {
	t := s.Catalogue.Printer(s.language(c, at))
	answer.Problems = failures(t, wrong)
	return c.JSON(statusOf(wrong[0].Kind), ownAnswer{answer, &answer.Problems[0]})
}

// readSecret reads the hash of a device's secret; without one nobody can change the sheet from a device.
func readSecret(sent string, id sheet.ID, at *place) (campaign.Proof, *problem.Error) {
	if sent == "" {
		return campaign.Proof{}, nil
	}
	var hash [sha256.Size]byte
	if len(sent) != hex.EncodedLen(len(hash)) {
		return campaign.Proof{}, problem.New(problem.Invalid, "api.secret", nil).At(fieldSecret)
	}
	if _, err := hex.Decode(hash[:], []byte(sent)); err != nil {
		return campaign.Proof{}, problem.New(problem.Invalid, "api.secret", nil).At(fieldSecret)
	}
	return campaign.NewProof(id, at.participant.Code, hash), nil
}

// fieldSecret names the hash of a device's secret in problems.
const fieldSecret = "secret_hash"
