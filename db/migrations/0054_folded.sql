-- Names are looked for without their accents, in every list as in the search for people. What these say, core/folded.rules.ts says too.

do $$ begin
  if current_setting('server_encoding') <> 'UTF8' then
    raise exception 'The database must be encoded in UTF8, not in %: create it with "encoding ''UTF8'' template template0"',
      current_setting('server_encoding');
  end if;
end $$;

create function folded(value text) returns text
  language sql immutable strict parallel safe
  return normalize(
    replace(replace(replace(replace(
      translate(
        lower(regexp_replace(normalize(value, nfkd), '[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]', '', 'g')),
        'łŁøØđĐðÐıħĦŧŦŋŊĸςأإآىẞÆŒÞ', 'llooddddihhttnnkσااايßæœþ'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
    nfc);

-- Most of what is written has no accents, and is compared as it stands.
create function holds_word(value text, pattern text) returns boolean
  language sql immutable parallel safe
  return value ilike pattern or (octet_length(value) > length(value) and folded(value) like pattern);
