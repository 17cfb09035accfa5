// write-log writes a log in the C2SP formats with Go's sumdb/tlog and sumdb/note into a folder, for our readers to read.
//
//	write-log -folder F -name example.org/log -entries N
//
// It prints the verifier key of the log that it made.
package main

import (
	"crypto/rand"
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	folder := flag.String("folder", "", "folder to write to")
	name := flag.String("name", "example.org/log", "origin and key name of the log")
	count := flag.Int64("entries", 1000, "entries of the log")
	flag.Parse()
	vkey, err := write(*folder, *name, *count)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(vkey)
}

func write(folder, name string, count int64) (string, error) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	bundles := map[int64][]byte{}
	for index := int64(0); index < count; index++ {
		entry := []byte(fmt.Sprintf("entry %d of a log that is not ours, 同舟共济", index))
		grown, err := tlog.StoredHashes(index, entry, reader)
		if err != nil {
			return "", err
		}
		stored = append(stored, grown...)
		bundle := binary.BigEndian.AppendUint16(bundles[index/256], uint16(len(entry)))
		bundles[index/256] = append(bundle, entry...)
	}
	for _, tile := range tlog.NewTiles(8, 0, count) {
		data, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return "", err
		}
		path := tile.Path()
		if err := save(folder, strings.Replace(path, "tile/8/", "tile/", 1), data); err != nil {
			return "", err
		}
		if tile.L == 0 {
			if err := save(folder, strings.Replace(path, "tile/8/0/", "tile/entries/", 1), bundles[tile.N]); err != nil {
				return "", err
			}
		}
	}
	root, err := tlog.TreeHash(count, reader)
	if err != nil {
		return "", err
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return "", err
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		return "", err
	}
	signed, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", name, count, root)}, signer)
	if err != nil {
		return "", err
	}
	return vkey, save(folder, "checkpoint", signed)
}

func save(folder, path string, data []byte) error {
	file := filepath.Join(folder, path)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}
