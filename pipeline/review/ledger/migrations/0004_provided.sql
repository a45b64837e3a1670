-- Who signs in with a company's own provider: the provider's word for a person, and their name here.
create table provided (
    issuer text not null,
    subject text not null,
    name text not null unique references person (name) on delete cascade,
    primary key (issuer, subject)
);
