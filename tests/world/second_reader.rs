//! A second reader of map files, which shares nothing with the first and reads only what the generator draws.

/// Width, height, resolution, origin, yaw and cells.
pub type Map = (usize, usize, f64, [f64; 2], f64, String);

/// What the files say, read line by line and number by number.
pub fn read(yaml: &str, image: &[u8]) -> Option<Map> {
    let mut found = std::collections::BTreeMap::new();
    for line in yaml
        .trim_start_matches('\u{feff}')
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let (key, value) = line.split_once(':')?;
        if found
            .insert(
                key.trim().to_owned(),
                value.replace(['"', '\''], "").trim().to_owned(),
            )
            .is_some()
        {
            return None;
        }
    }
    let number =
        |text: &str| -> Option<f64> { text.trim().parse::<f64>().ok().filter(|x| x.is_finite()) };
    let resolution = number(found.get("resolution")?).filter(|x| *x > 0.0)?;
    let origin: Vec<f64> = found
        .get("origin")?
        .trim_matches(['[', ']'])
        .split(',')
        .map(number)
        .collect::<Option<_>>()?;
    let [x, y, yaw] = origin[..] else { return None };
    let negate = found.get("negate")?.to_lowercase();
    let negate = !["no", "off", "false", "0"].contains(&negate.as_str());
    let threshold = |key: &str| number(found.get(key)?).filter(|x| (0.0..=1.0).contains(x));
    let (occupied, free) = (threshold("occupied_thresh")?, threshold("free_thresh")?);
    let mode = found
        .get("mode")
        .map_or("trinary".to_owned(), |mode| mode.to_lowercase());
    let (width, height, rows) = shades(image)?;
    let mut cells = String::new();
    for shade in (0..height)
        .rev()
        .flat_map(|row| &rows[row * width..][..width])
    {
        let occ = if negate { *shade } else { 1.0 - shade };
        cells.push(match mode.as_str() {
            "raw" => match (shade * 255.0).round() {
                0.0 => 'F',
                100.0 => 'X',
                _ => '?',
            },
            _ if occ > occupied => 'X',
            _ if occ < free => 'F',
            "scale" if occupied > free => {
                match ((occ - free) / (occupied - free) * 100.0).round_ties_even() {
                    0.0 => 'F',
                    100.0 => 'X',
                    _ => '?',
                }
            }
            _ => '?',
        });
    }
    let mut map = (width, height, resolution, [x, y], yaw, cells);
    let quarters = yaw / std::f64::consts::FRAC_PI_2;
    if (quarters - quarters.round()).abs() < 1e-10 {
        map.4 = 0.0;
        for _ in 0..quarters.round().rem_euclid(4.0) as usize {
            map = after_a_quarter_turn(map, [x, y]);
        }
    }
    Some(map)
}

/// The map turned to the left about a point: what was its last row is its first column.
fn after_a_quarter_turn(map: Map, [x, y]: [f64; 2]) -> Map {
    let (width, height, resolution, origin, yaw, cells) = map;
    let cells: Vec<char> = cells.chars().collect();
    let mut turned = String::new();
    for column in 0..width {
        for row in (0..height).rev() {
            turned.push(cells[row * width + column]);
        }
    }
    // The lower left corner was the upper left one.
    let [right, up] = [origin[0] - x, origin[1] + height as f64 * resolution - y];
    (height, width, resolution, [x - up, y + right], yaw, turned)
}

/// The sides and the shade of each pixel from 0 to 1, top row first.
fn shades(image: &[u8]) -> Option<(usize, usize, Vec<f64>)> {
    let le = |at: usize| Some(u32::from_le_bytes(image.get(at..at + 4)?.try_into().ok()?));
    if image.starts_with(b"BM") {
        let (pixels, width, tall) = (le(10)? as usize, le(18)? as usize, le(22)? as i32);
        let (height, each) = (tall.unsigned_abs() as usize, image[28] as usize / 8);
        let stride = (width * each).next_multiple_of(4);
        if image.len() < pixels + stride * height {
            return None;
        }
        let at = |row: usize, column: usize| {
            let row = if tall < 0 { row } else { height - 1 - row };
            f64::from(image[pixels + stride * row + column * each]) / 255.0
        };
        return Some((
            width,
            height,
            (0..width * height)
                .map(|i| at(i / width, i % width))
                .collect(),
        ));
    }
    if image.starts_with(&[0x89]) {
        // The end of the last chunk is of no interest to a reader of pixels.
        let mut reader = png::Decoder::new(std::io::Cursor::new(image))
            .read_info()
            .ok()?;
        let mut bytes = vec![0; reader.output_buffer_size()?];
        let frame = reader.next_frame(&mut bytes).ok()?;
        let shades = bytes.iter().map(|b| f64::from(*b) / 255.0).collect();
        return Some((frame.width as usize, frame.height as usize, shades));
    }
    // The header of a PGM is the first three numbers outside of remarks.
    let text: String = image.iter().map(|b| char::from(*b)).collect();
    let mut numbers: Vec<usize> = Vec::new();
    let mut at = 2;
    while numbers.len() < 3 {
        let rest = &image[at..];
        at += match *rest.first()? {
            b'#' => rest.iter().position(|b| *b == b'\n')?,
            b if b.is_ascii_digit() => {
                let length = rest.iter().take_while(|b| b.is_ascii_digit()).count();
                numbers.push(std::str::from_utf8(&rest[..length]).ok()?.parse().ok()?);
                length
            }
            _ => 1,
        };
    }
    let [width, height, max] = numbers[..] else {
        return None;
    };
    let values: Vec<usize> = if image[1] == b'5' {
        let each = if max > 255 { 2 } else { 1 };
        let size = width * height * each;
        let begin = image.len().checked_sub(size)?;
        // What stands between the header and the pixels is one character, or else a line end or a remark.
        let between = &text
            .chars()
            .skip(at)
            .take(begin.checked_sub(at)?)
            .collect::<String>();
        if !(between.len() == 1
            || between == "\r\n"
            || between.trim_start() == "# remark\n"
            || between.trim_start() == "# remark\r\n")
        {
            return None;
        }
        image[begin..]
            .chunks(each)
            .map(|s| s.iter().fold(0, |v, b| v << 8 | usize::from(*b)))
            .collect()
    } else {
        let rest: String = text.chars().skip(at).collect();
        let words = rest
            .lines()
            .flat_map(|line| line.split('#').next().unwrap_or("").split_whitespace());
        words.map(|word| word.parse().ok()).collect::<Option<_>>()?
    };
    if values.len() != width * height || values.iter().any(|v| *v > max) {
        return None;
    }
    Some((
        width,
        height,
        values.iter().map(|v| *v as f64 / max as f64).collect(),
    ))
}
