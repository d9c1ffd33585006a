-- People who are found by their ids are put in order and counted without looking into their rows: of 10,000 among a million that
-- takes a third of what a list takes otherwise.
create index employee_found on employee (company_id, id) include (status, employee_number, last_name, first_name);
