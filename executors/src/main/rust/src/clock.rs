//! `strftime_now`: Python's strftime in the C locale, at a moment that is given.
use crate::python::{Result, refuse};

/// A local date and time, without zone.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
];

impl Clock {
    /// Of `2026-11-30T09:05:07`.
    pub fn parse(text: &str) -> Option<Clock> {
        let numbers: Vec<i64> = text.split(['-', 'T', ':']).map(str::parse).collect::<std::result::Result<_, _>>().ok()?;
        match numbers[..] {
            [year, month @ 1..=12, day @ 1..=31, hour @ 0..=23, minute @ 0..=59, second @ 0..=59] => {
                Some(Clock { year, month, day, hour, minute, second })
            }
            _ => None,
        }
    }

    pub fn strftime(&self, format: &str) -> Result<String> {
        let mut out = String::new();
        let mut chars = format.chars();
        while let Some(c) = chars.next() {
            if c != '%' {
                out.push(c);
                continue;
            }
            let mut kind = chars.next();
            let bare = kind == Some('-');
            if bare {
                kind = chars.next();
            }
            let text = kind.and_then(|kind| self.field(kind));
            match text {
                Some(text) if bare => out += strip_zeros(&text),
                Some(text) => out += &text,
                None => return refuse(format!("strftime_now('{format}') has a field that is not supported")),
            }
        }
        Ok(out)
    }

    fn field(&self, kind: char) -> Option<String> {
        let hour12 = (self.hour + 11) % 12 + 1;
        let (weekday, yearday) = (self.weekday(), self.yearday());
        Some(match kind {
            'a' => DAYS[weekday as usize][..3].to_string(),
            'A' => DAYS[weekday as usize].to_string(),
            'b' | 'h' => MONTHS[self.month as usize - 1][..3].to_string(),
            'B' => MONTHS[self.month as usize - 1].to_string(),
            'c' => return self.strftime("%a %b %e %H:%M:%S %Y").ok(),
            'd' => format!("{:02}", self.day),
            'D' | 'x' => return self.strftime("%m/%d/%y").ok(),
            'e' => format!("{:2}", self.day),
            'F' => return self.strftime("%Y-%m-%d").ok(),
            'H' => format!("{:02}", self.hour),
            'I' => format!("{hour12:02}"),
            'j' => format!("{yearday:03}"),
            'm' => format!("{:02}", self.month),
            'M' => format!("{:02}", self.minute),
            'n' => "\n".to_string(),
            'p' => if self.hour < 12 { "AM" } else { "PM" }.to_string(),
            'R' => return self.strftime("%H:%M").ok(),
            'S' => format!("{:02}", self.second),
            't' => "\t".to_string(),
            'T' | 'X' => return self.strftime("%H:%M:%S").ok(),
            'u' => ((weekday + 6) % 7 + 1).to_string(),
            'U' => format!("{:02}", (yearday + 6 - weekday) / 7),
            'w' => weekday.to_string(),
            'W' => format!("{:02}", (yearday + 6 - (weekday + 6) % 7) / 7),
            'y' => format!("{:02}", self.year % 100),
            'Y' => self.year.to_string(),
            'z' | 'Z' => String::new(),
            '%' => "%".to_string(),
            _ => return None,
        })
    }

    fn yearday(&self) -> i64 {
        let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][self.month as usize - 1];
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        before + self.day + i64::from(leap && self.month > 2)
    }

    fn weekday(&self) -> i64 {
        let last = self.year - 1;
        (last * 365 + last / 4 - last / 100 + last / 400 + self.yearday()) % 7
    }
}

fn strip_zeros(text: &str) -> &str {
    let digits = text.trim_start();
    match digits.trim_start_matches('0') {
        "" => "0",
        rest if digits.chars().all(|c| c.is_ascii_digit()) => rest,
        _ => text,
    }
}
