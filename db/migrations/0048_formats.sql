-- What a person chose for themselves; null is as the company has it.
alter table user_account drop constraint user_account_language_check;
alter table user_account
  add constraint user_account_language_check check (language in ('en', 'id', 'ar')),
  add column time_zone    text check (length(time_zone) between 1 and 64),
  add column date_format  text check (date_format in ('MM/DD/YYYY', 'DD/MM/YYYY', 'YYYY-MM-DD', 'DD.MM.YYYY'));
