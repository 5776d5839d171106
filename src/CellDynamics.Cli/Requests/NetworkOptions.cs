using System.CommandLine;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Networks.Priors;

namespace CellDynamics.Cli.Requests;

/// <summary>The options of methods that learn networks of genes. What the files say goes into the request, so that a run can be repeated without them.</summary>
internal sealed class NetworkOptions
{
    private readonly Option<string?> pairs = Symbols.Option<string?>("--pairs", "Table of ligand–receptor pairs: of CellPhoneDB, CellChat, LIANA or NicheNet, or columns ligand and receptor. Default: pairs of the textbook.");
    private readonly Option<string?> prior = Symbols.Option<string?>("--prior", "Table of a network to start from: of BEELINE or NicheNet, or columns regulator and target.");
    private readonly Option<string[]> genes = Symbols.Many("--gene", "Gene that the network must hold; may be repeated.");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { pairs, prior, genes })
            command.Options.Add(option);
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="method">That is asked to run.</param>
    /// <param name="roles">Followed cells are for methods that learn networks, too.</param>
    /// <param name="note">Told how a table was understood.</param>
    /// <exception cref="ParameterException">An option is given to a method that has no use for it.</exception>
    /// <exception cref="PriorFileException">A table cannot be read.</exception>
    public GivenNetwork Read(ParseResult parsed, MethodDescriptor method, StudyRoles roles, Action<string> note)
    {
        string? pairFile = parsed.GetValue(pairs), priorFile = parsed.GetValue(prior);
        string[] asked = parsed.GetRequiredValue(genes);
        if (!method.Needs.NeedsTracks)
        {
            Refuse(pairs.Name, pairFile is not null, method);
            Refuse(prior.Name, priorFile is not null, method);
            Refuse(genes.Name, asked.Length > 0, method);
            Refuse("--cell", roles.Cell is not null, method);
        }
        return new GivenNetwork(
            pairFile is null ? null : Read(SignalPairTable.Read, pairFile, note), priorFile is null ? null : Read(PriorNetworkTable.Read, priorFile, note),
            asked.Length == 0 ? null : [.. asked.Distinct(StringComparer.Ordinal)]);
    }

    private static IReadOnlyList<T> Read<T>(Func<string, PriorReading<T>> read, string file, Action<string> note)
    {
        PriorReading<T> found = read(file);
        note(found.Note);
        return found.Found;
    }

    private static void Refuse(string option, bool isGiven, MethodDescriptor method)
    {
        if (isGiven)
        {
            string others = string.Join(", ", MethodCatalog.All.Where(known => known.Descriptor.Needs.NeedsTracks).Select(known => known.Descriptor.Id));
            throw new ParameterException($"{option}: expected a method that learns networks of genes ({others}), found {method.Id}. Leave the option out.");
        }
    }
}

/// <summary>What a person knows of the network; null: nothing was given.</summary>
/// <param name="Pairs">Ligand–receptor pairs.</param>
/// <param name="Prior">Edges.</param>
/// <param name="Genes">Genes that must be in.</param>
internal sealed record GivenNetwork(IReadOnlyList<SignalPair>? Pairs, IReadOnlyList<PriorEdge>? Prior, IReadOnlyList<string>? Genes);
