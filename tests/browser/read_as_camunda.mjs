// Reads diagrams as Camunda Modeler does, says of each what its parser warned of, and writes it again; knows no page.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';

const camunda = createRequire(import.meta.url)('camunda-bpmn-moddle/resources/camunda.json');
const told = {};
for (const path of process.argv.slice(2)) {
  const moddle = new BpmnModdle({ camunda });
  const { rootElement, warnings, references } = await moddle.fromXML(readFileSync(path, 'utf8'));
  const { xml } = await moddle.toXML(rootElement, { format: true });
  told[path] = { warnings: warnings.map((each) => each.message), references: references.length, xml };
}
process.stdout.write(JSON.stringify(told));
