//! The piece as text: the harmony, and the melodies that grow from one motif.

/// One chord a bar.
pub(super) const HARMONY: &str = "
    Dm9 Dm9 G/D
    Dm9 Am7 Fmaj7 G6     Dm9 Am7/C G/B Am7
    Dm9 C/E Fmaj7 G6     Am7 Fmaj7 G6 Em7
    Fmaj9 Em7 Dm9 Dm9/C  Bbmaj7 Bbmaj7 Csus4
    Dm Dm/C Bbmaj7 C     Dm F/A Bbadd9 C
    Gm7 C/E Am7 Dm7      Gm7 Bb/D Csus4 C
    Fadd9 C/E Dm7 Bbmaj7 F/A Bbmaj7 Csus4 C
    Bbmaj7 F/A Gm7 Csus4 Fadd9";

/// Bells of the night, from the first bar.
pub(super) const BELLS: &str = "
    .:2 A5:2 | D6:1.5 E6:.5 A5:2 | G5 B5 A5:2
    A5:1.5 C6:.5 B5 G5 | A5:3 . | C6:1.5 E6:.5 C6 A5 | B5:3 .
    A5:1.5 C6:.5 B5 G5 | E6:2 D6 C6 | B5:1.5 D6:.5 B5 G5 | A5:3 .";

/// The voice that walks with the drums.
pub(super) const SONG: &str = "
    A4:1.5 C5:.5 B4 G4 | C5:2 G4:2 | A4:1.5 C5:.5 E5 D5 | B4:3 D5
    E5:1.5 G5:.5 E5 D5 | C5:2 A4 C5 | D5:1.5 B4:.5 G4 A4 | B4:2 G4:2";

/// The motif slowly, then faster and faster.
pub(super) const WAKING: &str = "
    A5:3 C6 | B5:2 G5:2 | A5:4 | E5:2 F5:2 | D6:2 F6 D6 | C6 D6 A5 F5
    G5:.5 C6:.5 F5:.5 G5:.5 C6:.5 D6:.5 F6:.5 G6:.5";

/// The motif climbs.
pub(super) const CLIMB: &str = "
    D5:1.5 F5:.5 G5 F5 | E5:3 C5 | C5:1.5 E5:.5 G5 E5 | F5:3 A4
    Bb4:1.5 D5:.5 F5 G5 | F5:2 D5 F5 | G5:1.5 A5:.5 G5 F5 | G5:2 C5 E5";

/// The motif in the light.
pub(super) const SUN: &str = "
    A5:1.5 C6:.5 Bb5 G5 | G5:2.5 E5:.5 G5 | F5:1.5 A5:.5 G5 E5 | F5:2 D5 F5
    A5:1.5 C6:.5 A5 F5 | D6:1.5 C6:.5 Bb5 A5 | G5:1.5 C6:.5 G5 F5 | G5:3 A5:.5 Bb5:.5
    D6:1.5 F6:.5 D6 C6 | C6:2 A5 F5 | Bb5:1.5 D6:.5 C6 A5 | G5:2 F5 G5 | A5:8";
