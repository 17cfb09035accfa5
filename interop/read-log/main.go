// read-log checks a log in the C2SP formats over HTTP with Go's sumdb/tlog and sumdb/note, which share no code with ours.
//
//	read-log -url http://127.0.0.1:8080/log -key VKEY [-cosigner VKEY]... [-old FILE] [-samples N]
//
// It reads the checkpoint and checks its signatures, reads every tile that the root rests on and every entry bundle,
// recomputes the root from the entries alone, proves and checks the inclusion of sampled entries, and, with -old (an
// earlier checkpoint of the same log), that the log has only grown. It prints one JSON line, or the reason on stderr and
// ends with code 1.
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type keys []string

func (k *keys) String() string         { return strings.Join(*k, " ") }
func (k *keys) Set(value string) error { *k = append(*k, value); return nil }

func main() {
	url := flag.String("url", "", "URL prefix of the log")
	key := flag.String("key", "", "verifier key of the log")
	old := flag.String("old", "", "file with an earlier checkpoint")
	samples := flag.Int64("samples", 100, "entries whose inclusion is proved")
	var cosigners keys
	flag.Var(&cosigners, "cosigner", "verifier key of a cosigner (Ed25519, cosignature/v1); may be repeated")
	flag.Parse()
	result, err := check(*url, *key, cosigners, *old, *samples)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(result)
}

type result struct {
	Origin     string   `json:"origin"`
	Size       int64    `json:"size"`
	Root       string   `json:"root"`
	SignedBy   []string `json:"signedBy"`
	Inclusions int64    `json:"inclusions"`
	OldSize    int64    `json:"oldSize"`
}

func check(url, key string, cosigners []string, oldFile string, samples int64) (*result, error) {
	verifiers, err := verifiersOf(key, cosigners)
	if err != nil {
		return nil, err
	}
	message, err := get(url + "/checkpoint")
	if err != nil {
		return nil, err
	}
	tree, origin, signedBy, err := openCheckpoint(message, verifiers)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	reader := tlog.TileHashReader(tree, &tiles{url})
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return nil, fmt.Errorf("tiles: %w", err)
	}
	if root != tree.Hash {
		return nil, errors.New("the tiles have another root than the checkpoint")
	}
	if err := checkEntries(url, tree, reader); err != nil {
		return nil, err
	}
	inclusions, err := checkInclusions(tree, reader, samples)
	if err != nil {
		return nil, err
	}
	oldSize := int64(0)
	if oldFile != "" {
		if oldSize, err = checkGrowth(oldFile, verifiers, tree, reader); err != nil {
			return nil, err
		}
	}
	return &result{origin, tree.N, tree.Hash.String(), signedBy, inclusions, oldSize}, nil
}

func verifiersOf(key string, cosigners []string) (note.Verifiers, error) {
	log, err := note.NewVerifier(key)
	if err != nil {
		return nil, fmt.Errorf("the log's key: %w", err)
	}
	list := []note.Verifier{log}
	for _, text := range cosigners {
		cosigner, err := newCosigner(text)
		if err != nil {
			return nil, fmt.Errorf("a cosigner's key: %w", err)
		}
		list = append(list, cosigner)
	}
	return note.VerifierList(list...), nil
}

// cosigner verifies cosignature/v1 lines with Ed25519 (c2sp.org/tlog-cosignature), which sumdb/note does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("malformed verifier key")
	}
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return nil, errors.New("not an Ed25519 cosigner's key")
	}
	return &cosigner{parts[0], uint32(hash), key[1:]}, nil
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)
	return ed25519.Verify(c.key, []byte(signed), signature[8:])
}

func openCheckpoint(message []byte, verifiers note.Verifiers) (tlog.Tree, string, []string, error) {
	opened, err := note.Open(message, verifiers)
	if err != nil {
		return tlog.Tree{}, "", nil, err
	}
	lines := strings.SplitN(opened.Text, "\n", 4)
	if len(lines) < 4 {
		return tlog.Tree{}, "", nil, errors.New("fewer than three lines")
	}
	// sumdb's own parser wants the origin of Go's log; the rest of the text is the same.
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + lines[1] + "\n" + lines[2] + "\n"))
	if err != nil {
		return tlog.Tree{}, "", nil, err
	}
	signedBy := []string{}
	ofTheLog := false
	for _, signature := range opened.Sigs {
		signedBy = append(signedBy, signature.Name)
		ofTheLog = ofTheLog || signature.Name == lines[0]
	}
	if !ofTheLog {
		return tlog.Tree{}, "", nil, errors.New("no signature of the log itself")
	}
	return tree, lines[0], signedBy, nil
}

// tiles reads tiles at the paths of c2sp.org/tlog-tiles, where sumdb writes the height into the path.
type tiles struct{ url string }

func (t *tiles) Height() int                     { return 8 }
func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(wanted))
	for i, tile := range wanted {
		data, err := get(t.url + "/" + strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		read[i] = data
	}
	return read, nil
}

// checkEntries reads every entry bundle, compares each entry with its leaf in the tiles, and grows a tree from them.
func checkEntries(url string, tree tlog.Tree, reader tlog.HashReader) error {
	var stored []tlog.Hash
	own := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	for first := int64(0); first < tree.N; first += 256 {
		count := tree.N - first
		if count > 256 {
			count = 256
		}
		entries, err := readBundle(url, first/256, count)
		if err != nil {
			return err
		}
		indexes := make([]int64, count)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
		}
		leaves, err := reader.ReadHashes(indexes)
		if err != nil {
			return fmt.Errorf("tiles: %w", err)
		}
		for i, entry := range entries {
			index := first + int64(i)
			if tlog.RecordHash(entry) != leaves[i] {
				return fmt.Errorf("entry %d is not the one in the tiles", index)
			}
			grown, err := tlog.StoredHashes(index, entry, own)
			if err != nil {
				return err
			}
			stored = append(stored, grown...)
		}
	}
	root, err := tlog.TreeHash(tree.N, own)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return errors.New("the entries have another root than the checkpoint")
	}
	return nil
}

func readBundle(url string, number, count int64) ([][]byte, error) {
	tile := tlog.Tile{H: 8, L: 0, N: number, W: int(count)}
	path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
	data, err := get(url + "/" + path)
	if err != nil {
		return nil, err
	}
	entries := make([][]byte, 0, count)
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s ends in the middle of an entry", path)
		}
		length := int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:2+length])
		data = data[2+length:]
	}
	if int64(len(entries)) != count {
		return nil, fmt.Errorf("%s holds %d entries, not %d", path, len(entries), count)
	}
	return entries, nil
}

func checkInclusions(tree tlog.Tree, reader tlog.HashReader, samples int64) (int64, error) {
	if samples > tree.N {
		samples = tree.N
	}
	for i := int64(0); i < samples; i++ {
		index := i * tree.N / samples
		leaf, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		if err != nil {
			return 0, err
		}
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf[0]); err != nil {
			return 0, fmt.Errorf("entry %d: %w", index, err)
		}
	}
	return samples, nil
}

func checkGrowth(file string, verifiers note.Verifiers, tree tlog.Tree, reader tlog.HashReader) (int64, error) {
	message, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	before, _, _, err := openCheckpoint(message, verifiers)
	if err != nil {
		return 0, fmt.Errorf("the earlier checkpoint: %w", err)
	}
	proof, err := tlog.ProveTree(tree.N, before.N, reader)
	if err != nil {
		return 0, err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, before.N, before.Hash); err != nil {
		return 0, fmt.Errorf("the log of size %d does not extend that of size %d: %w", tree.N, before.N, err)
	}
	return before.N, nil
}

func get(url string) ([]byte, error) {
	response, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, response.Status)
	}
	var body bytes.Buffer
	if _, err := io.Copy(&body, response.Body); err != nil {
		return nil, err
	}
	return body.Bytes(), nil
}
