"""Search: words of public prose, and what is no longer public."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import practices.models.fields
from django.db import migrations, models


# With the setting the words are looked up in their index always. The planner does not know what it costs to read a
# vector, and would rather read all of them as soon as a word is frequent, which takes many times longer.
LISTINGS_WITH = """
CREATE FUNCTION practices_listings_with(field text, wanted tsquery) RETURNS bigint[] LANGUAGE plpgsql STABLE
SET enable_seqscan = off AS $$
BEGIN
    IF field = 'title' THEN
        RETURN (SELECT array_agg(listing_id) FROM practices_listingwords WHERE title @@ wanted);
    ELSIF field = 'summary' THEN
        RETURN (SELECT array_agg(listing_id) FROM practices_listingwords WHERE summary @@ wanted);
    END IF;
    RETURN (SELECT array_agg(listing_id) FROM practices_listingwords WHERE body @@ wanted);
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0002_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('version', models.BigIntegerField(db_index=True)),
            ],
            options={
                'verbose_name': 'word of public prose',
                'verbose_name_plural': 'words of public prose',
            },
        ),
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('practice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='practices.practice')),
                ('version', models.BigIntegerField(db_index=True)),
            ],
            options={
                'verbose_name': 'removed listing',
                'verbose_name_plural': 'removed listings',
            },
        ),
        migrations.AddField(
            model_name='alias',
            name='is_as_written',
            field=models.BooleanField(default=False, help_text='For a form that is also an ordinary word: CAN finds it, can does not.', verbose_name='only as written'),
        ),
        migrations.AlterField(
            model_name='listing',
            name='version',
            field=models.BigIntegerField(db_index=True, default=0),
        ),
        migrations.CreateModel(
            name='ListingWords',
            fields=[
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='practices.listing')),
                ('title', practices.models.fields.WordsField(default='', editable=False)),
                ('summary', practices.models.fields.WordsField(default='', editable=False)),
                ('body', practices.models.fields.WordsField(default='', editable=False)),
                ('made_of', models.CharField(default='', max_length=80)),
            ],
            options={
                'verbose_name': 'words of a listing',
                'verbose_name_plural': 'words of listings',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['title'], name='practices_words_title'), django.contrib.postgres.indexes.GinIndex(fields=['summary'], name='practices_words_summary'), django.contrib.postgres.indexes.GinIndex(fields=['body'], name='practices_words_body')],
            },
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE practices_searchversion_numbers;"
            "SELECT setval('practices_searchversion_numbers', coalesce(max(n), 1)) FROM practices_searchversion",
            "DROP SEQUENCE practices_searchversion_numbers",
        ),
        migrations.RunSQL(LISTINGS_WITH, "DROP FUNCTION practices_listings_with"),
        # Rows stay narrow: vectors beyond a few words lie apart, so that a search visits few pages to see who is public.
        migrations.RunSQL(
            "ALTER TABLE practices_listingwords SET (toast_tuple_target = 128)",
            "ALTER TABLE practices_listingwords RESET (toast_tuple_target)",
        ),
    ]
