using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Studies;

/// <summary>A first guess of the roles, from names and content, for a person to confirm.</summary>
/// <param name="Roles">The guess; null roles were not recognised.</param>
/// <param name="Reasons">Why, one sentence each.</param>
/// <param name="RefusedTime">A column that is named like a time but cannot serve as one; null where another can, or none is.</param>
public sealed record RoleSuggestion(StudyRoles Roles, IReadOnlyList<string> Reasons, string? RefusedTime)
{
    private static readonly string[] TimeNames = ["time", "timepoint", "samplingtime", "collectiontime", "day", "days", "hour", "hours", "hpf", "dpf", "stage", "developmentalstage", "age", "week", "weeks", "month", "min", "minutes"];
    private static readonly string[] TimeWords = ["time", "timepoint", "day", "days", "hour", "hours", "week", "weeks", "stage", "hpf", "dpf", "age"];
    private static readonly string[] NotTime = ["pseudotime", "pseudo", "latent", "dpt", "velocity", "index", "palantir", "monocle", "root"];
    private static readonly string[] ConditionNames = ["condition", "treatment", "perturbation", "stimulation", "stim", "stimulus", "drug", "genotype", "cytokine", "compound", "exposure"];
    private static readonly string[] ControlValues =
    [
        "control", "ctrl", "ctl", "untreated", "notreatment", "nodrug", "vehicle", "veh", "dmso", "pbs", "saline", "mock", "sham", "unstimulated", "unstim", "unstimulate", "nostim", "rest", "resting", "basal",
        "baseline", "reference", "ref", "medium", "media", "none", "naive", "wt", "wildtype", "nt", "nontargeting", "ntc", "scramble", "scrambled", "unperturbed",
    ];
    private static readonly string[] ControlWords = ["control", "ctrl", "untreated", "vehicle", "dmso", "pbs", "mock", "unstimulated", "unstim", "baseline", "reference", "ref"];
    private static readonly string[] DonorNames =
    [
        "donor", "donorid", "patient", "patientid", "individual", "individualid", "ind", "subject", "subjectid", "participant", "participantid", "person", "case", "caseid", "mouse", "mouseid", "animal", "animalid",
        "embryo", "replicate", "sampleid", "sample",
    ];
    private static readonly string[] SampleNames = ["sample", "sampleid"];
    private static readonly string[] BatchNames =
    [
        "batch", "batchid", "plate", "plateid", "lane", "laneid", "library", "libraryid", "librarybatch", "run", "runid", "sequencingrun", "sequencingbatch", "chip", "chipid", "channel", "pool", "gemwell", "well", "wellid",
        "experiment", "experimentid", "technicalreplicate", "techreplicate", "techrep", "replicate", "replicateid", "rep",
    ];
    private static readonly string[] CellTypeNames =
    [
        "celltype", "celltypes", "celltypeannotation", "annotation", "annotations", "seuratannotations", "cellannotation", "cellannotations", "predictedcelltype", "celltypel", "majorcelltype", "celllabel", "population",
        "clusters", "cluster", "leiden", "louvain", "state", "lineage",
    ];
    private static readonly string[] CellNames = ["cell", "cellid", "track", "trackid"];
    private static readonly string[] DoseNames = ["dose", "concentration", "dosage", "doseum", "dosenm", "doseval", "dosevalue", "conc", "concum", "concnm"];

    public static RoleSuggestion Suggest(AnnotatedData data)
    {
        var reasons = new List<string>();
        (string? time, string? cell) = SuggestTime(data, reasons);
        string? condition = Named(data, ConditionNames, "condition", 2, 5000, reasons);
        string? control = condition is null ? null : Control(data.RequireObs(condition), reasons);
        string? donor = Named(data, DonorNames, "donor", 2, 2000, reasons, column => condition is null || IsAcross(column, data.RequireObs(condition)))
            ?? Named(data, DonorNames.Except(SampleNames), "donor", 2, 2000, reasons);
        string? spatial = data.ObsmKeys.FirstOrDefault(k => k is "spatial" or "X_spatial");
        var roles = new StudyRoles
        {
            Time = time,
            Condition = condition,
            Control = control,
            Donor = donor,
            // A replicate is a donor where nothing else is.
            Batch = Named(data, BatchNames, "batch", 2, 500, reasons, column => column.Name != donor),
            CellType = Named(data, CellTypeNames, "cell type", 2, 500, reasons),
            Cell = cell,
            Dose = Named(data, DoseNames, "dose", 2, 500, reasons),
            Spatial = spatial,
        };
        string? refused = time is null ? data.Obs.Columns.Where(c => TimeScore(c.Name) > 0).MaxBy(c => TimeScore(c.Name))?.Name : null;
        return new RoleSuggestion(roles, reasons, refused);
    }

    /// <summary>Whether a column of this name describes cells: their time, condition, donor, batch, type or dose. With a number, such as <c>cell1</c>, it is the name of one of them.</summary>
    internal static bool IsRoleName(string name)
    {
        string plain = string.Concat(TimeUnit.Words(name)).ToLowerInvariant();
        return !name.Any(char.IsDigit) && new[] { TimeNames, ConditionNames, DonorNames, BatchNames, CellTypeNames, CellNames, DoseNames }.Any(names => names.Contains(plain));
    }

    /// <summary>The value of a condition that most likely means untreated, by its name or because it is zero; null where none looks like it.</summary>
    public static string? LikelyControl(DataColumn condition)
    {
        string[] values = [.. condition.Labels.OfType<string>().Distinct(StringComparer.Ordinal)];
        return values.Where(v => ControlValues.Contains(string.Concat(v.Where(char.IsLetter)).ToLowerInvariant())).MinBy(v => Array.IndexOf(ControlValues, string.Concat(v.Where(char.IsLetter)).ToLowerInvariant()))
            ?? values.FirstOrDefault(v => TimeUnit.Words(v).Any(word => ControlWords.Contains(word.ToLowerInvariant())))
            ?? values.FirstOrDefault(v => double.TryParse(v, System.Globalization.CultureInfo.InvariantCulture, out double number) && number == 0);
    }

    /// <summary>Both at once: there may be many more times where some column says that the same cells were followed through them.</summary>
    private static (string? Time, string? Cell) SuggestTime(AnnotatedData data, List<string> reasons)
    {
        var ranked = data.Obs.Columns.Select(c => (Column: c, Score: TimeScore(c.Name))).Where(p => p.Score > 0).OrderByDescending(p => p.Score);
        foreach ((DataColumn column, _) in ranked)
        {
            try
            {
                var ofCell = new List<string>();
                string? cell = Named(data, CellNames, "name of a cell at several times", 2, int.MaxValue, ofCell, named => IsFollowed(named, column));
                TimeAxis axis = TimeAxis.Parse(column, areFollowed: cell is not null);
                reasons.Add($"'{column.Name}' looks like the sampling time: {axis.Points.Count} time points, {axis.Describe(axis.Points[0].Value)} to {axis.Describe(axis.Points[^1].Value)}.");
                reasons.AddRange(ofCell);
                return (column.Name, cell);
            }
            catch (TimeAxisException)
            {
                // The next candidate may do better; the doctor says why this one did not.
            }
        }
        return (null, null);
    }

    private static int TimeScore(string name)
    {
        string[] words = [.. TimeUnit.Words(name).Select(w => w.ToLowerInvariant())];
        string plain = string.Concat(words);
        if (NotTime.Any(n => plain.Contains(n, StringComparison.Ordinal)))
            return 0;
        int exact = Array.IndexOf(TimeNames, plain);
        return exact >= 0 ? 100 - exact : words.Any(TimeWords.Contains) ? 10 : 0;
    }

    /// <summary>Some value occurs under two conditions, as a donor does; a sample was often given one.</summary>
    private static bool IsAcross(DataColumn column, DataColumn condition) =>
        column.Labels.Zip(condition.Labels).Where(pair => pair is { First: not null, Second: not null }).Distinct().GroupBy(pair => pair.First).Any(of => of.Count() > 1);

    /// <summary>Every value occurs at several times and never twice at one, as a cell does that was measured again and again.</summary>
    private static bool IsFollowed(DataColumn column, DataColumn time) =>
        column.Labels.Zip(time.Labels).Where(pair => pair is { First: not null, Second: not null }).GroupBy(pair => pair.First).All(of => of.Count() > 1 && of.Distinct().Count() == of.Count());

    private static string? Named(AnnotatedData data, IEnumerable<string> names, string role, int least, int most, List<string> reasons, Func<DataColumn, bool>? accepts = null)
    {
        foreach (string name in names)
            foreach (DataColumn column in data.Obs.Columns.Where(c => string.Concat(TimeUnit.Words(c.Name)).Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                int distinct = column.DistinctCount;
                if (distinct < least || distinct > most || 2 * distinct > data.CellCount || accepts?.Invoke(column) == false)
                    continue;
                reasons.Add($"'{column.Name}' looks like the {role}: {distinct} values.");
                return column.Name;
            }
        return null;
    }

    private static string? Control(DataColumn column, List<string> reasons)
    {
        string? control = LikelyControl(column);
        if (control is not null)
            reasons.Add($"'{control}' looks like the control of '{column.Name}'.");
        return control;
    }
}
