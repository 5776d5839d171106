using CellDynamics.Data.Annotated;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Runs.Results;

/// <summary>A part of <c>uns</c>; what is missing is named with its full place.</summary>
internal sealed class ResultSection(AnnotatedData file, string path)
{
    public ResultSection Below(string name) => new(file, $"{path}/{name}");

    public bool Has(string name) => file.UnsChildren(path).Contains(name);

    public string Text(string name) => file.ReadUnsText($"{path}/{name}");

    public bool Flag(string name) => file.ReadUns($"{path}/{name}") is UnsFlag { Value: true };

    public int Integer(string name) => (int)file.ReadUnsNumber($"{path}/{name}");

    public UnsArray Array(string name) => file.ReadUnsArray($"{path}/{name}");

    public double[] Doubles(string name) => Array(name).AsDoubles();

    public string[] Texts(string name) => file.ReadUnsTexts($"{path}/{name}");

    public Dictionary<string, double> Numbers(string name) =>
        file.UnsChildren($"{path}/{name}").ToDictionary(key => key, key => file.ReadUnsNumber($"{path}/{name}/{key}"));
}
